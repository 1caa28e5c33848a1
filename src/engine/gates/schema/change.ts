// What migrations do, whatever language they are written in: readers produce it, one rule book judges it.

/** A column as it is added. */
export interface NewColumn {
  readonly name: string;
  readonly notNull: boolean;
  /** Existing rows and old code get a value: a default, an identity, a generated value. */
  readonly filled: boolean;
  /** The default is computed anew for each row, which rewrites the table. */
  readonly rewrites?: boolean;
  readonly unique?: boolean;
  readonly primaryKey?: boolean;
  readonly check?: boolean;
  /** Declares a foreign key of its own. */
  readonly references?: boolean;
}

export type ConstraintKind = "unique" | "foreign key" | "check" | "exclusion" | "primary key";

/** One thing a statement changes. Names are as they are written, PostgreSQL's as it folds them; `?` stands for one that cannot be read. */
export type Change =
  /** `certain`: it cannot have existed before (no IF NOT EXISTS); `likely`: IF NOT EXISTS of a tool that always says so, or of a table nobody spoke of before. */
  | { readonly kind: "create-table"; readonly table: string; readonly certain: boolean | "likely" }
  | {
      readonly kind: "drop-table";
      readonly table: string;
      /** Only a table of the session. */ readonly temporary?: boolean;
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
      /** Existing rows are left alone: NOT VALID, or an index that already holds it. */
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
      /** Writes wait while it is built (PostgreSQL without CONCURRENTLY). */
      readonly blocking: boolean;
      readonly certain?: boolean;
    }
  | { readonly kind: "drop-index"; readonly table: string | undefined; readonly name: string }
  /** `type` in upper case, as SQL says it: `VIEW`, `SCHEMA`, `ENUM VALUE`. */
  | {
      readonly kind: "create-object";
      readonly type: string;
      readonly name: string;
      readonly certain?: boolean;
      /** OR REPLACE. */ readonly replaces?: boolean;
    }
  | { readonly kind: "drop-object"; readonly type: string; readonly name: string }
  | { readonly kind: "rename-object"; readonly type: string; readonly name: string; readonly to: string }
  | { readonly kind: "truncate"; readonly table: string }
  | {
      readonly kind: "delete" | "update";
      readonly table: string;
      /** Has a condition on the rows. */ readonly bounded: boolean;
    }
  | { readonly kind: "insert"; readonly table: string }
  /** A setting of an object that neither data nor code can notice. */
  | { readonly kind: "setting"; readonly what: string; readonly object: string }
  /** A setting that takes something away from those who use the object. */
  | { readonly kind: "restrict"; readonly what: string; readonly object: string }
  /** `table`: it concerns this table alone, and is no matter where the table is new. */
  | { readonly kind: "unknown"; readonly reason: string; readonly object?: string; readonly table?: string };

export type ColumnRule = "set-not-null" | "drop-not-null" | "set-default" | "drop-default";

/** One statement of a migration, in the order it runs. No changes: nothing of note (BEGIN, SET, SELECT 1). */
export interface Statement {
  /** Line in the file, from 1. */
  readonly line: number;
  /** Source text, as long as it is. */
  readonly text: string;
  readonly changes: readonly Change[];
}

export function unknown(reason: string, object?: string): Change {
  return { kind: "unknown", reason, ...(object === undefined ? {} : { object }) };
}

/** Stands in source text for a part that is only known when it runs; reads as an identifier in every dialect. */
export const HOLE = "unread_hole";
