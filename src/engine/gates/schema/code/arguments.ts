import type { Call, Value } from "./program.ts";
import type { Run } from "./framework.ts";

/** An argument by its position or by one of its names. */
export function argument(call: Call, index: number, ...names: readonly string[]): Value | undefined {
  for (const name of names) {
    const value = call.named.get(name);
    if (value !== undefined) return value;
  }
  return call.args[index];
}

/** A boolean argument: undefined where it is absent, "?" where its value is not known. */
export function flag(run: Run, value: Value | undefined): boolean | "?" | undefined {
  if (value === undefined) return undefined;
  const resolved = run.resolve(value);
  return resolved.kind === "literal" && typeof resolved.value === "boolean" ? resolved.value : "?";
}

/** True where a boolean argument is true or its value is not known. */
export function mayBeTrue(run: Run, value: Value | undefined): boolean {
  const set = flag(run, value);
  return set === true || set === "?";
}

export function isNull(run: Run, value: Value | undefined): boolean {
  const resolved = run.resolve(value);
  return resolved.kind === "literal" && resolved.value === null;
}

/** A constant string; undefined for any other value. */
export function optionalName(run: Run, value: Value | undefined): string | undefined {
  const name = run.name(value);
  return name === "?" ? undefined : name;
}

/** The names in a list, or a single name. */
export function names(run: Run, value: Value | undefined): readonly string[] {
  const resolved = run.resolve(value);
  return resolved.kind === "list" ? resolved.items.map((item) => run.name(item)) : [run.name(resolved)];
}

/** The entry of an object literal under the first of these keys that it has. */
export function entry(run: Run, value: Value | undefined, ...keys: readonly string[]): Value | undefined {
  const resolved = run.resolve(value);
  if (resolved.kind !== "map") return undefined;
  for (const key of keys) {
    const found = resolved.entries.get(key);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** True for an object literal whose entries are all known. */
export function isReadable(run: Run, value: Value | undefined): boolean {
  const resolved = run.resolve(value);
  return resolved.kind === "map" && !resolved.open;
}
