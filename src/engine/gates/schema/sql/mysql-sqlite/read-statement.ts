// Statements of MySQL, MariaDB and SQLite, apart from queries. node-sql-parser 5.4, which reads the queries, knows
// about three quarters of the statements that migrations use (not RENAME INDEX, CONVERT TO, PRAGMA, SET DEFAULT,
// partitions, routines, …) and rejects the whole statement otherwise. Hence this parser.
import { type Change, unknown } from "../../change.ts";
import { Cursor, Unreadable } from "../cursor.ts";
import type { Token } from "../lexer.ts";
import { readAlterTable } from "./read-alter-table.ts";
import { readColumn, readConstraint, readIndexOptions, readSetting } from "./read-column.ts";

/**
 * The changes of a statement; undefined for a query, which `readQuery` reads.
 * @throws {Unreadable}
 */
export function readStatement(tokens: readonly Token[]): readonly Change[] | undefined {
  if (tokens.some((token) => token.kind === "broken")) throw new Unreadable("a string or comment does not end");
  const cursor = new Cursor(tokens);
  const head = cursor.takeOne(...Object.keys(READERS));
  return head === undefined ? undefined : READERS[head]?.(cursor);
}

const READERS: Readonly<Record<string, (cursor: Cursor) => readonly Change[]>> = {
  CREATE: readCreate,
  ALTER: readAlterStatement,
  DROP: readDrop,
  RENAME: readRename,
  TRUNCATE: (cursor) => {
    cursor.take("TABLE");
    return [{ kind: "truncate", table: cursor.qualifiedName() }];
  },
  GRANT: (cursor) => setting(cursor, "GRANT"),
  REVOKE: (cursor) => restrict(cursor, "REVOKE"),
  CALL: () => [unknown("calls a stored procedure")],
  PREPARE: () => [unknown("SQL built at run time")],
  EXECUTE: () => [unknown("SQL built at run time")],
  ROLLBACK: () => [unknown("rolls back the statements before it")],
  ATTACH: () => [unknown("attaches another database")],
  ...Object.fromEntries(
    // Session and maintenance commands: no effect outlasts the migration or reaches code.
    [
      "SET",
      "USE",
      "BEGIN",
      "START",
      "COMMIT",
      "END",
      "SAVEPOINT",
      "RELEASE",
      "LOCK",
      "UNLOCK",
      "ANALYZE",
      "OPTIMIZE",
      "VACUUM",
      "REINDEX",
      "PRAGMA",
      "DEALLOCATE",
      "FLUSH",
      "SHOW",
      "DETACH",
    ].map((word) => [word, readSession]),
  ),
};

function readSession(cursor: Cursor): readonly Change[] {
  // `PRAGMA writable_schema` lets a script rewrite the schema table.
  if (cursor.isNext("WRITABLE_SCHEMA")) return [unknown("makes the schema table writable")];
  // MariaDB runs statements inside of some of these: BEGIN NOT ATOMIC …, SET STATEMENT … FOR DROP TABLE …,
  // ANALYZE FORMAT=JSON DELETE …
  while (!cursor.done) {
    const { kind, text } = cursor.next();
    if (kind === "word" && STATEMENT_WORDS.has(text)) throw new Unreadable("a statement inside of another");
  }
  return [];
}

const STATEMENT_WORDS = new Set([
  "ATOMIC",
  "STATEMENT",
  "DELETE",
  "UPDATE",
  "DROP",
  "ALTER",
  "TRUNCATE",
  "RENAME",
  "INSERT",
  "REPLACE",
  "CREATE",
  "CALL",
]);

function setting(cursor: Cursor, what: string): readonly Change[] {
  cursor.skipRest();
  return [{ kind: "setting", what, object: "" }];
}

function restrict(cursor: Cursor, what: string): readonly Change[] {
  cursor.skipRest();
  return [{ kind: "restrict", what, object: "" }];
}

function readCreate(cursor: Cursor): readonly Change[] {
  const replaces = cursor.take("OR", "REPLACE");
  const temporary = cursor.takeOne("TEMPORARY", "TEMP") !== undefined;
  if (cursor.take("TABLE")) return readCreateTable(cursor, replaces && !temporary);
  if (cursor.take("VIRTUAL", "TABLE")) {
    const certain = !cursor.take("IF", "NOT", "EXISTS");
    const table = cursor.qualifiedName();
    cursor.expect("USING");
    cursor.skipRest();
    return [{ kind: "create-table", table, certain }];
  }
  const unique = cursor.take("UNIQUE");
  if (!unique) cursor.takeOne("FULLTEXT", "SPATIAL");
  if (cursor.take("INDEX")) return readCreateIndex(cursor, unique);
  for (;;) {
    // CREATE ALGORITHM = MERGE DEFINER = root@localhost SQL SECURITY INVOKER VIEW …
    if (cursor.takeOne("ALGORITHM") !== undefined) readSetting(cursor);
    else if (cursor.take("DEFINER")) {
      readSetting(cursor);
      while (!cursor.done && !isObject(cursor.peek()?.text)) cursor.next();
    } else if (cursor.take("SQL", "SECURITY")) cursor.next();
    else if (!cursor.take("AGGREGATE")) break;
  }
  const type = cursor.takeOne(...OBJECTS);
  if (type === undefined) throw new Unreadable(`CREATE ${cursor.peek()?.text ?? ""}`);
  const certain = !cursor.take("IF", "NOT", "EXISTS") && !replaces;
  const name = cursor.qualifiedName();
  if (WITH_BODY.has(type) && cursor.done) throw new Unreadable("the statement ends too early");
  if (type === "VIEW" && replaces) {
    cursor.skipRest();
    return [unknown("replaces the definition of a view", name)];
  }
  if (type === "EVENT") return [{ kind: "create-object", type, name, certain }, ...readEvent(cursor, name)];
  cursor.skipRest();
  return [{ kind: "create-object", type: type === "SCHEMA" ? "DATABASE" : type, name, certain }];
}

/** The database runs an event on its own schedule, also after the migration. */
function readEvent(cursor: Cursor, name: string): readonly Change[] {
  let changesRows = false;
  while (!cursor.done) {
    const { kind, text } = cursor.next();
    if (kind === "word" && STATEMENT_WORDS.has(text) && text !== "INSERT") changesRows = true;
  }
  return changesRows ? [unknown("an event that changes rows or tables on a schedule", name)] : [];
}

const OBJECTS = [
  "VIEW",
  "TRIGGER",
  "PROCEDURE",
  "FUNCTION",
  "EVENT",
  "DATABASE",
  "SCHEMA",
  "USER",
  "ROLE",
  "SEQUENCE",
  "SERVER",
  "TABLESPACE",
];
/** Objects that need a definition after their name. */
const WITH_BODY = new Set(["VIEW", "TRIGGER", "PROCEDURE", "FUNCTION", "EVENT"]);

function isObject(text: string | undefined): boolean {
  return text === "SQL" || (text !== undefined && OBJECTS.includes(text));
}

function readCreateTable(cursor: Cursor, replaces: boolean): readonly Change[] {
  const certain = !cursor.take("IF", "NOT", "EXISTS");
  const table = cursor.qualifiedName();
  const create: Change = { kind: "create-table", table, certain };
  const changes: readonly Change[] = replaces ? [{ kind: "drop-table", table }, create] : [create];
  if (cursor.take("LIKE")) cursor.qualifiedName();
  else if (cursor.take("AS") || cursor.take("SELECT")) cursor.skipRest();
  else if (cursor.peek(1)?.text === "LIKE") cursor.skipRest();
  else {
    cursor.expect("(");
    do {
      if (readConstraint(cursor) === undefined) readColumn(cursor, cursor.name());
      // SQLite accepts constraints without commas between them.
      while (!cursor.isNext(",") && !cursor.isNext(")"))
        if (readConstraint(cursor) === undefined) throw new Unreadable("a comma expected");
    } while (cursor.take(","));
    cursor.expect(")");
    // The rest is table options and partitions, which affect the new table only.
    cursor.skipRest();
  }
  return changes;
}

function readCreateIndex(cursor: Cursor, unique: boolean): readonly Change[] {
  const certain = !cursor.take("IF", "NOT", "EXISTS");
  const name = cursor.qualifiedName();
  if (cursor.take("USING")) cursor.next();
  cursor.expect("ON");
  const table = cursor.qualifiedName();
  cursor.names();
  readIndexOptions(cursor);
  if (cursor.take("WHERE")) cursor.skipRest();
  while (cursor.takeOne("ALGORITHM", "LOCK") !== undefined) readSetting(cursor);
  cursor.expectEnd();
  return [{ kind: "create-index", table, name, unique, blocking: false, certain }];
}

function readAlterStatement(cursor: Cursor): readonly Change[] {
  cursor.take("ONLINE");
  cursor.take("IGNORE");
  if (cursor.take("TABLE")) return readAlterTable(cursor);
  if (cursor.takeOne("DATABASE", "SCHEMA") !== undefined) return setting(cursor, "ALTER DATABASE");
  if (cursor.takeOne("USER", "ROLE") !== undefined) return restrict(cursor, "ALTER USER");
  while (!cursor.done && !isObject(cursor.peek()?.text)) cursor.next();
  if (cursor.take("VIEW")) {
    const name = cursor.qualifiedName();
    cursor.skipRest();
    return [unknown("replaces the definition of a view", name)];
  }
  throw new Unreadable("an unknown ALTER");
}

function readDrop(cursor: Cursor): readonly Change[] {
  const temporary = cursor.takeOne("TEMPORARY", "TEMP") !== undefined;
  const type = cursor.takeOne("TABLE", "TABLES", "INDEX", ...OBJECTS);
  if (type === undefined) throw new Unreadable("an unknown DROP");
  cursor.take("IF", "EXISTS");
  const names = [cursor.qualifiedName()];
  while (cursor.take(",")) names.push(cursor.qualifiedName());
  // DROP TEMPORARY drops temporary tables only.
  if (type === "TABLE" || type === "TABLES") return names.map((table) => ({ kind: "drop-table", table, temporary }));
  if (type !== "INDEX") {
    const kind = type === "SCHEMA" ? "DATABASE" : type;
    return names.map((name) => ({ kind: "drop-object", type: kind, name }));
  }
  const table = cursor.take("ON") ? cursor.qualifiedName() : undefined;
  return names.map((name) => ({ kind: "drop-index", table, name }));
}

function readRename(cursor: Cursor): readonly Change[] {
  cursor.expect("TABLE");
  const changes: Change[] = [];
  do {
    const table = cursor.qualifiedName();
    cursor.expect("TO");
    changes.push({ kind: "rename-table", table, to: cursor.qualifiedName() });
  } while (cursor.take(","));
  return changes;
}
