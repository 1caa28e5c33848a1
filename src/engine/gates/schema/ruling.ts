// Rulings that several rules share.
import type { ConstraintKind } from "./change.ts";

export interface Ruling {
  readonly rule: string;
  readonly verdict: "breaking" | "additive" | "unknown";
  readonly message: string;
  readonly remedy: string;
  /** The risk as the transcript prints it; `data loss` is replaced by a text with the row count. */
  readonly risk?: "data loss" | (string & {}) | undefined;
}

export const READ_AND_APPROVE = "Read it, and approve it if it loses no data and breaks no running code.";

export function additive(rule: string, message: string): Ruling {
  return { rule, verdict: "additive", message, remedy: "Ask the owner of the database to review the change." };
}

/** Additive, since the migration itself created the changed object. */
export function changesCreated(rule: string): Ruling {
  return additive(rule, "Changes what the same migration created");
}

export function breaking(rule: string, message: string, risk: string, remedy: string): Ruling {
  return { rule, verdict: "breaking", message, remedy, risk };
}

export function losesRows(rule: string, message: string, remedy: string): Ruling {
  return breaking(rule, message, "data loss", remedy);
}

export function renames(rule: string): Ruling {
  return breaking(
    rule,
    "Renames an object that code may use",
    "Breaks code that uses the old name",
    "Add the new name, move code over, then drop the old one in a later release.",
  );
}

export function changesPrimaryKey(): Ruling {
  return breaking(
    "change-primary-key",
    "Changes the primary key",
    "Locks the table; code and foreign keys rely on the key",
    "Add the new key beside the old one first.",
  );
}

type CheckedConstraint = Exclude<ConstraintKind, "primary key">;

export const CONSTRAINT_RULES: Readonly<Record<CheckedConstraint, string>> = {
  unique: "add-unique",
  "foreign key": "add-foreign-key",
  check: "add-check",
  exclusion: "add-exclusion",
};

export function addsConstraint(kind: CheckedConstraint): Ruling {
  const remedy =
    kind === "unique" || kind === "exclusion"
      ? "Make sure that no row breaks it, and that code keeps to it."
      : "Add it NOT VALID, and validate it in a later migration.";
  return breaking(
    CONSTRAINT_RULES[kind],
    `Adds a ${kind} constraint to a table in use`,
    "Fails on rows, and refuses inserts, that break the constraint",
    remedy,
  );
}

/** `MATERIALIZED VIEW` → `materialized-view` */
export function slug(type: string): string {
  return type.toLowerCase().replaceAll(/[^a-z]+/g, "-");
}
