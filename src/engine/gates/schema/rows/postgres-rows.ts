import { Client, escapeIdentifier } from "pg";
import { CONNECT_MS, COUNTABLE, type RowCount, type RowCounter, STATEMENT_MS, type Target } from "./counter.ts";

/**
 * Counts in PostgreSQL. Each count has its own read-only transaction, since a timeout aborts the transaction.
 * @throws where the database cannot be reached
 */
export async function postgresRows(url: string): Promise<RowCounter> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: STATEMENT_MS * 2,
    application_name: "milestone-tui",
  });
  // Without a listener, a connection that is lost later would end the process.
  client.on("error", () => undefined);
  await client.connect();

  const readOnly = async <T>(read: () => Promise<T>): Promise<T> => {
    await client.query("BEGIN READ ONLY");
    try {
      await client.query(`SET LOCAL statement_timeout = ${STATEMENT_MS}`);
      return await read();
    } finally {
      await client.query("ROLLBACK");
    }
  };

  return {
    async count(target) {
      const estimated = await readOnly(() => estimate(client, target));
      if (estimated === undefined || estimated.rows > COUNTABLE) return estimated;
      const table = quote(target.table);
      const what = target.column === undefined ? "*" : escapeIdentifier(target.column);
      return readOnly(async () => {
        const { rows } = await client.query<{ rows: string }>(`SELECT count(${what}) AS rows FROM ${table}`);
        return { rows: Number(rows[0]?.rows), estimated: false };
      }).catch(() => (estimated.rows < 0 ? undefined : estimated));
    },
    close: () => client.end(),
  };
}

/** The planner's estimate. Negative where the table was never analyzed; undefined where there is no such table. */
async function estimate(client: Client, { table, column }: Target): Promise<RowCount | undefined> {
  const { rows } = await client.query<{ rows: string; filled: number | null }>(
    `SELECT c.reltuples::bigint AS rows, (SELECT 1 - s.null_frac FROM pg_stats s
       WHERE s.schemaname = n.nspname AND s.tablename = c.relname AND s.attname = $2) AS filled
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = to_regclass($1)`,
    [quote(table), column ?? ""],
  );
  const [row] = rows;
  return row === undefined ? undefined : { rows: Math.round(Number(row.rows) * (row.filled ?? 1)), estimated: true };
}

function quote(table: string): string {
  return table
    .split(".")
    .map((part) => escapeIdentifier(part))
    .join(".");
}
