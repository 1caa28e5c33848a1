/** What is counted: the rows of a table, or the values of a column that are not NULL. */
export interface Target {
  /** `users`, `billing.users` */
  readonly table: string;
  readonly column: string | undefined;
}

export interface RowCount {
  readonly rows: number;
  /** True where the number is an estimate of the database, not a count. */
  readonly estimated: boolean;
}

/** Counts rows in a database without writing to it. Both methods reject with the errors of the database driver. */
export interface RowCounter {
  /** Undefined where there is no such table, or where its rows can be neither counted nor estimated. */
  count(target: Target): Promise<RowCount | undefined>;
  close(): Promise<void>;
}

/** Tables with more rows than this, by the estimate of the database, are not counted. */
export const COUNTABLE = 2_000_000;
export const STATEMENT_MS = 700;
export const CONNECT_MS = 900;
