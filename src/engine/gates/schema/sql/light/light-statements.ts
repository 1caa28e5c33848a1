// Statements of MySQL, MariaDB and SQLite, apart from queries. node-sql-parser 5.4 reads about three quarters of what
// migrations use here (not RENAME INDEX, CONVERT TO, PRAGMA, SET DEFAULT, partitions, routines, …) and fails on the whole
// statement, so these are read by hand; it reads the queries.
import { type Change, unknown } from "../../change.ts";
import { Cursor, Unreadable } from "../cursor.ts";
import type { Token } from "../lexer.ts";
import { readAlterTable } from "./light-alter.ts";
import { readColumn, readConstraint, readIndexOptions, readSetting } from "./light-columns.ts";

/** Undefined: a query, which is not this reader's. Throws `Unreadable`. */
export function readLightStatement(tokens: readonly Token[]): readonly Change[] | undefined {
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
  PREPARE: () => [unknown("SQL that is put together when it runs")],
  EXECUTE: () => [unknown("SQL that is put together when it runs")],
  ROLLBACK: () => [unknown("takes back what came before it")],
  ATTACH: () => [unknown("attaches another database")],
  ...Object.fromEntries(
    // Sessions and upkeep: nothing that outlives the migration or that code can notice.
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
  if (cursor.ahead("WRITABLE_SCHEMA")) return [unknown("makes the schema table writable")];
  // MariaDB runs statements inside of these: BEGIN NOT ATOMIC …, SET STATEMENT … FOR DROP TABLE …, ANALYZE FORMAT=JSON DELETE …
  while (!cursor.done) {
    const { kind, text } = cursor.next();
    if (kind === "word" && RUNS.has(text)) throw new Unreadable("a statement inside of another");
  }
  return [];
}

const RUNS = new Set([
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
    cursor.need("USING");
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
  if (BODIES.has(type) && cursor.done) throw new Unreadable("the statement ends too early");
  if (type === "VIEW" && replaces) {
    cursor.skipRest();
    return [unknown("gives a view another definition", name)];
  }
  if (type === "EVENT") return [{ kind: "create-object", type, name, certain }, ...readEvent(cursor, name)];
  cursor.skipRest();
  return [{ kind: "create-object", type: type === "SCHEMA" ? "DATABASE" : type, name, certain }];
}

/** An event runs by itself, and goes on doing so. */
function readEvent(cursor: Cursor, name: string): readonly Change[] {
  let runs = false;
  while (!cursor.done) {
    const { kind, text } = cursor.next();
    if (kind === "word" && RUNS.has(text) && text !== "INSERT") runs = true;
  }
  return runs ? [unknown("an event that changes rows or tables by itself", name)] : [];
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
const BODIES = new Set(["VIEW", "TRIGGER", "PROCEDURE", "FUNCTION", "EVENT"]);

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
    cursor.need("(");
    do {
      if (readConstraint(cursor) === undefined) readColumn(cursor, cursor.name());
      // SQLite lets commas between constraints go.
      while (!cursor.ahead(",") && !cursor.ahead(")"))
        if (readConstraint(cursor) === undefined) throw new Unreadable("a comma expected");
    } while (cursor.take(","));
    cursor.need(")");
    // Table options and partitions change nothing that exists.
    cursor.skipRest();
  }
  return changes;
}

function readCreateIndex(cursor: Cursor, unique: boolean): readonly Change[] {
  const certain = !cursor.take("IF", "NOT", "EXISTS");
  const name = cursor.qualifiedName();
  if (cursor.take("USING")) cursor.next();
  cursor.need("ON");
  const table = cursor.qualifiedName();
  cursor.names();
  readIndexOptions(cursor);
  if (cursor.take("WHERE")) cursor.skipRest();
  while (cursor.takeOne("ALGORITHM", "LOCK") !== undefined) readSetting(cursor);
  cursor.end();
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
    return [unknown("gives a view another definition", name)];
  }
  throw new Unreadable("an ALTER that is not known");
}

function readDrop(cursor: Cursor): readonly Change[] {
  const temporary = cursor.takeOne("TEMPORARY", "TEMP") !== undefined;
  const type = cursor.takeOne("TABLE", "TABLES", "INDEX", ...OBJECTS);
  if (type === undefined) throw new Unreadable("a DROP that is not known");
  cursor.take("IF", "EXISTS");
  const names = [cursor.qualifiedName()];
  while (cursor.take(",")) names.push(cursor.qualifiedName());
  // DROP TEMPORARY never touches another table.
  if (type === "TABLE" || type === "TABLES") return names.map((table) => ({ kind: "drop-table", table, temporary }));
  if (type !== "INDEX") {
    const kind = type === "SCHEMA" ? "DATABASE" : type;
    return names.map((name) => ({ kind: "drop-object", type: kind, name }));
  }
  const table = cursor.take("ON") ? cursor.qualifiedName() : undefined;
  return names.map((name) => ({ kind: "drop-index", table, name }));
}

function readRename(cursor: Cursor): readonly Change[] {
  cursor.need("TABLE");
  const changes: Change[] = [];
  do {
    const table = cursor.qualifiedName();
    cursor.need("TO");
    changes.push({ kind: "rename-table", table, to: cursor.qualifiedName() });
  } while (cursor.take(","));
  return changes;
}
