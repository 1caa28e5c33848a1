// Column definitions and table constraints of MySQL, MariaDB and SQLite.
import type { ConstraintKind, NewColumn } from "../../change.ts";
import { type Cursor, Unreadable } from "../cursor.ts";
import type { Token } from "../lexer.ts";

export interface TableConstraint {
  readonly constraint: ConstraintKind | "index";
  readonly name: string | undefined;
  readonly columns: readonly string[];
  /** NOT ENFORCED: no row is checked. */
  readonly deferred?: boolean;
}

/**
 * Reads the type and the options after the name of a column, up to a comma, a parenthesis, FIRST or AFTER.
 * @throws {Unreadable}
 */
export function readColumn(cursor: Cursor, name: string): NewColumn {
  const column = {
    name,
    notNull: false,
    filled: false,
    unique: false,
    primaryKey: false,
    check: false,
    references: false,
  };
  readType(cursor);
  while (
    !cursor.done &&
    !cursor.isNext(",") &&
    !cursor.isNext(")") &&
    !cursor.isNext("FIRST") &&
    !cursor.isNext("AFTER")
  ) {
    readOption(cursor, column);
  }
  return column;
}

/**
 * Reads a constraint or an index of a table; undefined where a column comes next instead.
 * @throws {Unreadable}
 */
export function readConstraint(cursor: Cursor): TableConstraint | undefined {
  const named = cursor.take("CONSTRAINT");
  const name = named && !isConstraintWord(cursor.peek()) ? cursor.name() : undefined;
  const kind = cursor.takeOne("PRIMARY", "UNIQUE", "FOREIGN", "CHECK", "FULLTEXT", "SPATIAL", "INDEX", "KEY");
  if (kind === undefined) {
    if (named) throw new Unreadable("a constraint expected");
    return undefined;
  }
  if (kind === "CHECK") {
    cursor.expectGroup();
    const deferred = cursor.take("NOT", "ENFORCED");
    cursor.take("ENFORCED");
    return { constraint: "check", name, columns: [], deferred };
  }
  if (kind === "FOREIGN") {
    cursor.expect("KEY");
    cursor.take("IF", "NOT", "EXISTS");
    const ownName = cursor.isNext("(") ? name : cursor.name();
    const columns = cursor.names();
    readReferences(cursor);
    return { constraint: "foreign key", name: name ?? ownName, columns };
  }
  if (kind === "PRIMARY") cursor.expect("KEY");
  else if (kind !== "INDEX" && kind !== "KEY") cursor.takeOne("INDEX", "KEY");
  cursor.take("IF", "NOT", "EXISTS");
  const ownName = cursor.isNext("(") || cursor.isNext("USING") ? undefined : cursor.name();
  if (cursor.take("USING")) cursor.name();
  const columns = cursor.names();
  readIndexOptions(cursor);
  const constraint = kind === "PRIMARY" ? "primary key" : kind === "UNIQUE" ? "unique" : "index";
  return { constraint, name: name ?? ownName, columns };
}

export function readIndexOptions(cursor: Cursor): void {
  for (;;) {
    if (cursor.take("USING") || cursor.take("WITH", "PARSER") || cursor.take("COMMENT")) cursor.next();
    else if (cursor.take("KEY_BLOCK_SIZE")) readSetting(cursor);
    else if (cursor.take("ON", "CONFLICT")) cursor.next();
    else if (cursor.takeOne("VISIBLE", "INVISIBLE", "IGNORED") === undefined) return;
  }
}

export function readSetting(cursor: Cursor): void {
  cursor.take("=");
  if (!cursor.skipGroup()) cursor.next();
}

function isConstraintWord(token: Token | undefined): boolean {
  return token?.kind === "word" && ["PRIMARY", "UNIQUE", "FOREIGN", "CHECK"].includes(token.text);
}

/** Reads a type: `VARCHAR(10)`, `DOUBLE PRECISION`, `ENUM('a')`. In SQLite a column may have none. */
function readType(cursor: Cursor): void {
  // These two words start a type here, and an option after it.
  if (cursor.takeOne("CHARACTER", "BINARY") !== undefined) cursor.skipGroup();
  while (cursor.peek()?.kind === "word" && !OPTIONS.has(cursor.peek()?.text ?? "")) {
    cursor.next();
    cursor.skipGroup();
  }
}

const OPTIONS = new Set([
  "NOT",
  "NULL",
  "DEFAULT",
  "PRIMARY",
  "UNIQUE",
  "KEY",
  "CHECK",
  "REFERENCES",
  "CONSTRAINT",
  "COLLATE",
  "COMMENT",
  "GENERATED",
  "AS",
  "AUTO_INCREMENT",
  "AUTOINCREMENT",
  "CHARACTER",
  "CHARSET",
  "ON",
  "SRID",
  "REF_SYSTEM_ID",
  "VISIBLE",
  "INVISIBLE",
  "COLUMN_FORMAT",
  "STORAGE",
  "FIRST",
  "AFTER",
  "UNSIGNED",
  "SIGNED",
  "ZEROFILL",
  "BINARY",
  "WITHOUT",
]);

interface Draft {
  notNull: boolean;
  filled: boolean;
  unique: boolean;
  primaryKey: boolean;
  check: boolean;
  references: boolean;
}

function readOption(cursor: Cursor, column: Draft): void {
  if (cursor.take("CONSTRAINT")) cursor.name();
  if (cursor.take("NOT", "NULL")) column.notNull = true;
  else if (cursor.take("PRIMARY", "KEY")) {
    column.primaryKey = true;
    cursor.takeOne("ASC", "DESC");
  } else if (cursor.take("UNIQUE")) {
    column.unique = true;
    cursor.take("KEY");
  } else if (cursor.takeOne("AUTO_INCREMENT", "AUTOINCREMENT") !== undefined) column.filled = true;
  else if (cursor.take("DEFAULT")) column.filled = readDefault(cursor);
  else if (cursor.take("CHECK")) {
    cursor.expectGroup();
    column.check = true;
  } else if (cursor.isNext("REFERENCES")) {
    readReferences(cursor);
    column.references = true;
  } else if (cursor.take("GENERATED", "ALWAYS") || cursor.isNext("AS")) {
    cursor.expect("AS");
    cursor.expectGroup();
    cursor.takeOne("VIRTUAL", "STORED", "PERSISTENT");
    column.filled = true;
  } else if (cursor.take("ON", "UPDATE")) readValue(cursor);
  else if (
    cursor.take("ON", "CONFLICT") ||
    cursor.take("CHARACTER", "SET") ||
    cursor.takeOne("CHARSET", "COLLATE", "COMMENT", "SRID", "COLUMN_FORMAT", "STORAGE") !== undefined
  )
    cursor.next();
  else if (cursor.take("REF_SYSTEM_ID")) readSetting(cursor);
  else if (
    !cursor.take("WITHOUT", "SYSTEM", "VERSIONING") &&
    cursor.takeOne("NULL", "VISIBLE", "INVISIBLE", "UNSIGNED", "SIGNED", "ZEROFILL", "BINARY", "KEY") === undefined
  ) {
    throw new Unreadable(`unexpected ${cursor.peek()?.text ?? "end"}`);
  }
}

/** Reads a default; false for NULL, which fills no row. */
function readDefault(cursor: Cursor): boolean {
  const isNull = cursor.isNext("NULL");
  readValue(cursor);
  return !isNull;
}

function readValue(cursor: Cursor): void {
  if (cursor.skipGroup()) return;
  cursor.takeOne("-", "+");
  cursor.next();
  // `CURRENT_TIMESTAMP(6)`, `_utf8mb4'x'`, `NEXT VALUE FOR s`
  if (!cursor.skipGroup() && cursor.peek()?.kind === "string") cursor.next();
}

function readReferences(cursor: Cursor): void {
  cursor.expect("REFERENCES");
  cursor.qualifiedName();
  if (cursor.isNext("(")) cursor.names();
  for (;;) {
    if (cursor.take("ON", "DELETE") || cursor.take("ON", "UPDATE")) {
      if (!cursor.take("SET", "NULL") && !cursor.take("SET", "DEFAULT") && !cursor.take("NO", "ACTION")) cursor.next();
    } else if (cursor.take("MATCH")) cursor.next();
    else if (cursor.take("NOT", "DEFERRABLE") || cursor.take("DEFERRABLE")) {
      if (cursor.take("INITIALLY")) cursor.next();
    } else return;
  }
}
