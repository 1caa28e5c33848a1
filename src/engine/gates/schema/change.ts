// The changes of a migration in one form for all languages: every reader produces them, and `rules.ts` judges them.

/** A column that a statement adds. */
export interface NewColumn {
  readonly name: string;
  readonly notNull: boolean;
  /** Existing rows, and inserts that leave the column out, get a value: a default, an identity or a generated value. */
  readonly filled: boolean;
  /** The default is computed for each row, which rewrites the table. */
  readonly rewrites?: boolean;
  readonly unique?: boolean;
  readonly primaryKey?: boolean;
  readonly check?: boolean;
  /** The definition of the column declares a foreign key. */
  readonly references?: boolean;
}

export type ConstraintKind = "unique" | "foreign key" | "check" | "exclusion" | "primary key";

/**
 * One change of a statement. Names are as written in the source, those of PostgreSQL as PostgreSQL folds them; `?`
 * stands for a name that cannot be read.
 */
export type Change =
  /**
   * `certain`: true where the object cannot have existed before, since there is no IF NOT EXISTS; `likely` where a tool
   * writes IF NOT EXISTS for every table, or where no earlier migration mentions the table.
   */
  | { readonly kind: "create-table"; readonly table: string; readonly certain: boolean | "likely" }
  | {
      readonly kind: "drop-table";
      readonly table: string;
      /** The statement can only drop a temporary table. */
      readonly temporary?: boolean;
    }
  | { readonly kind: "rename-table"; readonly table: string; readonly to: string }
  | { readonly kind: "add-column"; readonly table: string; readonly column: NewColumn; readonly certain: boolean }
  | { readonly kind: "drop-column"; readonly table: string; readonly column: string }
  | { readonly kind: "rename-column"; readonly table: string; readonly column: string; readonly to: string }
  | { readonly kind: "change-type"; readonly table: string; readonly column: string }
  | { readonly kind: ColumnRule; readonly table: string; readonly column: string }
  | {
      readonly kind: "add-constraint";
      readonly table: string;
      readonly name: string | undefined;
      readonly constraint: ConstraintKind;
      readonly columns: readonly string[];
      /** Existing rows are not checked: NOT VALID, or an existing index already enforces the constraint. */
      readonly deferred: boolean;
    }
  | {
      readonly kind: "drop-constraint";
      readonly table: string;
      readonly name: string;
      readonly constraint?: ConstraintKind;
    }
  | {
      readonly kind: "create-index";
      readonly table: string;
      readonly name: string | undefined;
      readonly unique: boolean;
      /** Writes are blocked while the index is built (PostgreSQL without CONCURRENTLY). */
      readonly blocking: boolean;
      readonly certain?: boolean;
    }
  | { readonly kind: "drop-index"; readonly table: string | undefined; readonly name: string }
  /** `type` is in upper case, as in SQL: `VIEW`, `SCHEMA`, `ENUM VALUE`. */
  | {
      readonly kind: "create-object";
      readonly type: string;
      readonly name: string;
      readonly certain?: boolean;
      /** The statement says OR REPLACE. */
      readonly replaces?: boolean;
    }
  | { readonly kind: "drop-object"; readonly type: string; readonly name: string }
  | { readonly kind: "rename-object"; readonly type: string; readonly name: string; readonly to: string }
  | { readonly kind: "truncate"; readonly table: string }
  | {
      readonly kind: "delete" | "update";
      readonly table: string;
      /** The statement has a condition on the rows. */
      readonly bounded: boolean;
    }
  | { readonly kind: "insert"; readonly table: string }
  /** Changes a setting of an object that affects neither data nor code. */
  | { readonly kind: "setting"; readonly what: string; readonly object: string }
  /** Changes a setting so that users of the object lose rows, rights or guarantees. */
  | { readonly kind: "restrict"; readonly what: string; readonly object: string }
  /** `table`: the change affects this table only, so it is harmless where the table is new. */
  | { readonly kind: "unknown"; readonly reason: string; readonly object?: string; readonly table?: string };

export type ColumnRule = "set-not-null" | "drop-not-null" | "set-default" | "drop-default";

/** One statement of a migration. `changes` is empty where it changes nothing (BEGIN, SET, SELECT 1). */
export interface Statement {
  /** Line in the file, from 1. */
  readonly line: number;
  /** Full source text. */
  readonly text: string;
  readonly changes: readonly Change[];
}

export function unknown(reason: string, object?: string): Change {
  return { kind: "unknown", reason, ...(object === undefined ? {} : { object }) };
}

/** Stands in source text for a part that is only known at run time. Every SQL dialect reads it as an identifier. */
export const HOLE = "unread_hole";
