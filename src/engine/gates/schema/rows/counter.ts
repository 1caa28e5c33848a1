/** Rows of a table, or values of one of its columns. */
export interface Target {
  /** `users`, `billing.users` */
  readonly table: string;
  readonly column: string | undefined;
}

export interface RowCount {
  readonly rows: number;
  /** From the planner's statistics, not counted. */
  readonly estimated: boolean;
}

/** Counts in a database, in read-only transactions, none longer than its limit. Errors reject. */
export interface RowCounter {
  /** Undefined where there is no such table or nothing is known of it. */
  count(target: Target): Promise<RowCount | undefined>;
  close(): Promise<void>;
}

/** Above this many rows by the statistics, nothing is counted. */
export const COUNTABLE = 2_000_000;
export const STATEMENT_MS = 700;
export const CONNECT_MS = 900;
