import { resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { COUNTABLE, type RowCounter } from "./counter.ts";

/** How long to wait for a lock of another connection. */
const BUSY_MS = 300;

/**
 * Counts in a SQLite file, opened read-only. A query cannot be interrupted, so large tables are estimated by their
 * rowid.
 * @param root the folder that relative paths of the URL start from
 * @throws where the file does not exist or is not a database
 */
export async function sqliteRows(url: string, root: string): Promise<RowCounter> {
  const database = new DatabaseSync(fileOf(url, root), { readOnly: true, timeout: BUSY_MS });
  const number = (sql: string) => Number(database.prepare(sql).get()?.["n"] ?? 0);
  return {
    async count({ table, column }) {
      const name = table.split(".").map(quote).join(".");
      const known = database
        .prepare("SELECT 1 AS n FROM sqlite_master WHERE type = 'table' AND lower(name) = lower(?)")
        .get(table.split(".").at(-1) ?? table);
      if (known === undefined) return undefined;
      const most = number(`SELECT max(rowid) AS n FROM ${name}`);
      if (most > COUNTABLE) return { rows: most, estimated: true };
      // The table name before the column keeps SQLite from reading the quoted name of a missing column as a string.
      return {
        rows: number(`SELECT count(${column === undefined ? "*" : `${name}.${quote(column)}`}) AS n FROM ${name}`),
        estimated: false,
      };
    },
    async close() {
      database.close();
    },
  };
}

/** The path that a URL names: `sqlite:dev.db`, `sqlite:///var/dev.db`, `file:./dev.db?mode=ro`, `dev.db`. */
function fileOf(url: string, root: string): string {
  if (url.startsWith("file:///")) return fileURLToPath(url.replace(/[?#].*$/, ""));
  const path = url.replace(/^(sqlite3?|file)(\+\w+)?:/, "").replace(/\?.*$/, "");
  // SQLAlchemy writes three slashes before a relative path and four before an absolute one.
  const slashes = /^\/*/.exec(path)?.[0].length ?? 0;
  if (slashes === 4) return path.slice(3);
  if (slashes === 2) return resolve(root, path.slice(2));
  return slashes === 3 ? path.slice(2) : resolve(root, path);
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
