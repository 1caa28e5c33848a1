import { createConnection, escapeId, type Connection, type RowDataPacket } from "mysql2/promise";
import { CONNECT_MS, COUNTABLE, type RowCount, type RowCounter, STATEMENT_MS, type Target } from "./counter.ts";

/**
 * Counts in MySQL and MariaDB, in one read-only transaction.
 * @throws where the database cannot be reached
 */
export async function mysqlRows(url: string): Promise<RowCounter> {
  const connection = await createConnection({
    uri: url.replace(/^mariadb:/, "mysql:").replace(/^mysql\+\w+:/, "mysql:"),
    connectTimeout: CONNECT_MS,
  });
  // MySQL names its time limit (ms) max_execution_time, MariaDB names it (s) max_statement_time.
  await connection
    .query(`SET SESSION max_execution_time = ${STATEMENT_MS}`)
    .catch(() => connection.query(`SET SESSION max_statement_time = ${STATEMENT_MS / 1000}`));
  await connection.query("START TRANSACTION READ ONLY");
  return {
    async count(target) {
      const estimated = await estimate(connection, target);
      if (estimated === undefined || estimated.rows > COUNTABLE) return estimated;
      const what = target.column === undefined ? "*" : escapeId(target.column);
      try {
        const [rows] = await connection.query<(RowDataPacket & { rows: number | string })[]>(
          `SELECT count(${what}) AS \`rows\` FROM ${escapeId(target.table)}`,
        );
        return { rows: Number(rows[0]?.rows), estimated: false };
      } catch {
        return estimated;
      }
    },
    async close() {
      await connection.query("ROLLBACK");
      await connection.end();
    },
  };
}

/** The engine's estimate of the rows, whatever the column. Undefined where there is no such table. */
async function estimate(connection: Connection, { table }: Target): Promise<RowCount | undefined> {
  const parts = table.split(".");
  const [rows] = await connection.query<(RowDataPacket & { rows: number | null })[]>(
    "SELECT table_rows AS `rows` FROM information_schema.tables " +
      "WHERE table_schema = coalesce(?, database()) AND table_name = ?",
    [parts.length > 1 ? parts[0] : null, parts.at(-1)],
  );
  const [row] = rows;
  return row === undefined ? undefined : { rows: row.rows ?? 0, estimated: true };
}
