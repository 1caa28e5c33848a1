// The changes of the methods of a Rails migration to columns.
import { type Change, type NewColumn, unknown } from "../change.ts";
import { flag, isNull, mayBeTrue } from "../code/arguments.ts";
import type { Run } from "../code/framework.ts";
import type { Call, Value } from "../code/program.ts";

export function addColumn(table: string, name: string, call: Call, run: Run): Change {
  const nullable = nullability(call, run);
  if (nullable === "?") return unknown("nullability that cannot be read", `${table}.${name}`);
  const initial = call.named.get("default");
  const type = run.name(call.args[2]);
  const column: NewColumn = {
    name,
    notNull: nullable === false,
    filled: (initial !== undefined && !isNull(run, initial)) || call.name === "virtual" || type === "virtual",
    primaryKey:
      type === "primary_key" || call.name === "primary_key" || flag(run, call.named.get("primary_key")) === true,
    unique: isUnique(call.named.get("index"), run) || flag(run, call.named.get("unique")) === true,
  };
  return { kind: "add-column", table, column, certain: !call.named.has("if_not_exists") };
}

export function addReference(call: Call, run: Run): readonly Change[] {
  const table = run.name(call.args[0]);
  const nullable = nullability(call, run);
  return call.args.slice(1).map((value): Change => {
    const name = `${run.name(value)}_id`;
    if (nullable === "?") return unknown("nullability that cannot be read", `${table}.${name}`);
    const initial = call.named.get("default");
    const references = mayBeTrue(run, call.named.get("foreign_key"));
    const column = {
      name,
      notNull: nullable === false,
      filled: initial !== undefined && !isNull(run, initial),
      unique: isUnique(call.named.get("index"), run),
      references,
    };
    return { kind: "add-column", table, column, certain: !call.named.has("if_not_exists") };
  });
}

/** Timestamps are NOT NULL by default. */
export function addTimestamps(call: Call, run: Run): readonly Change[] {
  const initial = call.named.get("default");
  const column = {
    name: "created_at",
    notNull: flag(run, call.named.get("null")) !== true,
    filled: initial !== undefined && !isNull(run, initial),
  };
  return [{ kind: "add-column", table: run.name(call.args[0]), column, certain: true }];
}

export function removeReference(call: Call, run: Run): readonly Change[] {
  return call.args
    .slice(1)
    .map((name) => ({ kind: "drop-column", table: run.name(call.args[0]), column: `${run.name(name)}_id` }));
}

export function changeNull(table: string, column: string, value: Value | undefined, run: Run): readonly Change[] {
  const nullable = flag(run, value);
  if (nullable === "?" || nullable === undefined)
    return [unknown("nullability that cannot be read", `${table}.${column}`)];
  return [{ kind: nullable ? "drop-not-null" : "set-not-null", table, column }];
}

/** @param value the new default: the last argument, or the `to:` of `from:` and `to:` */
export function changeDefault(table: string, column: string, value: Value | undefined, run: Run): readonly Change[] {
  return [{ kind: value === undefined || isNull(run, value) ? "drop-default" : "set-default", table, column }];
}

/** Whether a column allows NULL. `?` where options are spread into the call, since these are not known. */
function nullability(call: Call, run: Run): boolean | "?" | undefined {
  return call.named.has("**") ? "?" : flag(run, call.named.get("null"));
}

/** True where a column has a unique index: `index: { unique: true }`. */
function isUnique(index: Value | undefined, run: Run): boolean {
  const options = run.resolve(index);
  return options.kind === "map" && mayBeTrue(run, options.entries.get("unique"));
}
