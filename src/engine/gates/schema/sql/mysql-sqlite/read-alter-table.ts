// ALTER TABLE of MySQL, MariaDB and SQLite.
import { type Change, type NewColumn } from "../../change.ts";
import { type Cursor, Unreadable } from "../cursor.ts";
import { readColumn, readConstraint, readSetting, type TableConstraint } from "./read-column.ts";

/**
 * Reads the rest of a statement after `ALTER TABLE`.
 * @throws {Unreadable}
 */
export function readAlterTable(cursor: Cursor): readonly Change[] {
  cursor.take("IF", "EXISTS");
  const table = cursor.qualifiedName();
  if (cursor.takeOne("WAIT") !== undefined) cursor.next();
  else cursor.take("NOWAIT");
  const changes: Change[] = [];
  do {
    changes.push(...readAction(cursor, table));
    // Table options may follow each other without commas.
  } while (cursor.take(",") || SETTINGS.some((word) => cursor.isNext(word)));
  cursor.expectEnd();
  return changes;
}

function readAction(cursor: Cursor, table: string): readonly Change[] {
  if (cursor.take("ADD")) return readAdd(cursor, table);
  if (cursor.take("DROP")) return [readDrop(cursor, table)];
  if (cursor.take("RENAME")) return [readRename(cursor, table)];
  if (cursor.take("ALTER")) return [readAlter(cursor, table)];
  if (cursor.take("MODIFY")) {
    cursor.take("COLUMN");
    cursor.take("IF", "EXISTS");
    return redefine(cursor, table, cursor.name());
  }
  if (cursor.take("CHANGE")) {
    cursor.take("COLUMN");
    cursor.take("IF", "EXISTS");
    const column = cursor.name();
    const to = cursor.name();
    const changes = redefine(cursor, table, column);
    return to === column ? changes : [{ kind: "rename-column", table, column, to }, ...changes];
  }
  return [readOther(cursor, table)];
}

function readAdd(cursor: Cursor, table: string): readonly Change[] {
  if (cursor.take("PARTITION")) {
    cursor.skipToComma();
    return [{ kind: "setting", what: "ADD PARTITION", object: table }];
  }
  const constraint = cursor.isNext("COLUMN") ? undefined : readConstraint(cursor);
  if (constraint !== undefined) return [constraintChange(table, constraint)];
  cursor.take("COLUMN");
  const certain = !cursor.take("IF", "NOT", "EXISTS");
  if (!cursor.take("(")) return [{ kind: "add-column", table, column: readPlaced(cursor, cursor.name()), certain }];
  const changes: Change[] = [];
  do {
    const inner = readConstraint(cursor);
    if (inner !== undefined) changes.push(constraintChange(table, inner));
    else changes.push({ kind: "add-column", table, column: readColumn(cursor, cursor.name()), certain });
  } while (cursor.take(","));
  cursor.expect(")");
  return changes;
}

function readPlaced(cursor: Cursor, name: string): NewColumn {
  const column = readColumn(cursor, name);
  if (cursor.take("AFTER")) cursor.name();
  else cursor.take("FIRST");
  return column;
}

/**
 * MODIFY and CHANGE repeat the full definition and do not show what was there before, so the type counts as changed.
 */
function redefine(cursor: Cursor, table: string, column: string): readonly Change[] {
  const definition = readPlaced(cursor, column);
  const changes: Change[] = [{ kind: "change-type", table, column }];
  if (definition.primaryKey === true)
    changes.push({
      kind: "add-constraint",
      table,
      name: undefined,
      constraint: "primary key",
      columns: [column],
      deferred: false,
    });
  return changes;
}

function constraintChange(table: string, { constraint, name, columns, deferred = false }: TableConstraint): Change {
  return constraint === "index"
    ? { kind: "create-index", table, name, unique: false, blocking: false }
    : { kind: "add-constraint", table, name, constraint, columns, deferred };
}

function readDrop(cursor: Cursor, table: string): Change {
  if (cursor.take("PRIMARY", "KEY"))
    return { kind: "drop-constraint", table, name: "PRIMARY KEY", constraint: "primary key" };
  if (cursor.take("FOREIGN", "KEY")) return dropConstraint(cursor, table);
  if (cursor.take("PARTITION")) {
    // A list of partitions, which is always the last part of the statement.
    cursor.skipRest();
    return { kind: "truncate", table };
  }
  if (cursor.takeOne("CONSTRAINT", "CHECK") !== undefined) return dropConstraint(cursor, table);
  if (cursor.takeOne("INDEX", "KEY") !== undefined) {
    cursor.take("IF", "EXISTS");
    return { kind: "drop-index", table, name: cursor.name() };
  }
  cursor.take("COLUMN");
  cursor.take("IF", "EXISTS");
  const column = cursor.name();
  cursor.takeOne("CASCADE", "RESTRICT");
  return { kind: "drop-column", table, column };
}

function dropConstraint(cursor: Cursor, table: string): Change {
  cursor.take("IF", "EXISTS");
  return { kind: "drop-constraint", table, name: cursor.name() };
}

function readRename(cursor: Cursor, table: string): Change {
  const what = cursor.takeOne("INDEX", "KEY", "CONSTRAINT");
  if (what !== undefined) {
    const name = cursor.name();
    cursor.expect("TO");
    return {
      kind: "rename-object",
      type: what === "CONSTRAINT" ? what : "INDEX",
      name: `${table}.${name}`,
      to: cursor.name(),
    };
  }
  if (cursor.take("TO") || cursor.take("AS") || cursor.take("="))
    return { kind: "rename-table", table, to: cursor.qualifiedName() };
  if (cursor.take("COLUMN") || cursor.peek(1)?.text === "TO") {
    cursor.take("IF", "EXISTS");
    const column = cursor.name();
    cursor.expect("TO");
    return { kind: "rename-column", table, column, to: cursor.name() };
  }
  return { kind: "rename-table", table, to: cursor.qualifiedName() };
}

function readAlter(cursor: Cursor, table: string): Change {
  if (cursor.takeOne("INDEX", "KEY", "CHECK", "CONSTRAINT") !== undefined) {
    const object = `${table}.${cursor.name()}`;
    const not = cursor.take("NOT");
    const state = cursor.takeOne("VISIBLE", "INVISIBLE", "ENFORCED", "IGNORED");
    if (state === undefined) throw new Unreadable("VISIBLE expected");
    // The database ignores a hidden index, as if it were dropped.
    const hides = state === "INVISIBLE" || (not ? state === "ENFORCED" : state === "IGNORED");
    return { kind: hides ? "restrict" : "setting", what: hides ? "ALTER INDEX INVISIBLE" : "ALTER INDEX", object };
  }
  cursor.take("COLUMN");
  const column = cursor.name();
  if (cursor.take("DROP", "DEFAULT")) return { kind: "drop-default", table, column };
  cursor.expect("SET");
  if (cursor.takeOne("VISIBLE", "INVISIBLE") !== undefined)
    return { kind: "setting", what: "ALTER COLUMN", object: `${table}.${column}` };
  cursor.expect("DEFAULT");
  const isNull = cursor.isNext("NULL");
  cursor.skipToComma();
  return { kind: isNull ? "drop-default" : "set-default", table, column };
}

const SETTINGS = [
  "ENGINE",
  "AUTO_INCREMENT",
  "COMMENT",
  "ROW_FORMAT",
  "ALGORITHM",
  "LOCK",
  "KEY_BLOCK_SIZE",
  "STATS_PERSISTENT",
  "STATS_AUTO_RECALC",
  "STATS_SAMPLE_PAGES",
  "COMPRESSION",
  "ENCRYPTION",
  "MAX_ROWS",
  "MIN_ROWS",
  "AVG_ROW_LENGTH",
  "CHECKSUM",
  "DELAY_KEY_WRITE",
  "PACK_KEYS",
];

function readOther(cursor: Cursor, table: string): Change {
  if (cursor.take("CONVERT", "TO")) {
    cursor.skipToComma();
    return { kind: "change-type", table, column: "*" };
  }
  if (cursor.takeOne("DISCARD", "TRUNCATE") !== undefined) {
    cursor.skipRest();
    return { kind: "truncate", table };
  }
  if (cursor.take("DEFAULT") || cursor.isNext("CHARACTER") || cursor.isNext("CHARSET") || cursor.isNext("COLLATE")) {
    if (cursor.take("CHARACTER")) cursor.expect("SET");
    else if (cursor.takeOne("CHARSET", "COLLATE") === undefined) throw new Unreadable("CHARACTER SET expected");
    readSetting(cursor);
    if (cursor.take("COLLATE")) readSetting(cursor);
    return { kind: "setting", what: "DEFAULT CHARACTER SET", object: table };
  }
  if (cursor.take("ENABLE", "KEYS") || cursor.take("DISABLE", "KEYS") || cursor.take("FORCE"))
    return { kind: "setting", what: "ALTER TABLE", object: table };
  const what = cursor.takeOne(...SETTINGS);
  if (what === undefined) throw new Unreadable(`unexpected ${cursor.peek()?.text ?? "end"}`);
  cursor.take("=");
  // These engines store no rows, or lose them at a restart.
  const losesRows = what === "ENGINE" && ["MEMORY", "HEAP", "BLACKHOLE"].some((engine) => cursor.isNext(engine));
  readSetting(cursor);
  return { kind: losesRows ? "restrict" : "setting", what, object: table };
}
