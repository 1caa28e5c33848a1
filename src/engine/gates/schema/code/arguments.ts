import type { Call, Value } from "./program.ts";
import type { Run } from "./interpret.ts";

/** An argument by its place or its name. */
export function argument(call: Call, index: number, ...names: readonly string[]): Value | undefined {
  for (const name of names) {
    const value = call.named.get(name);
    if (value !== undefined) return value;
  }
  return call.args[index];
}

/** `undefined` where it is absent, "?" where it cannot be read. */
export function flag(run: Run, value: Value | undefined): boolean | "?" | undefined {
  if (value === undefined) return undefined;
  const resolved = run.resolve(value);
  return resolved.kind === "literal" && typeof resolved.value === "boolean" ? resolved.value : "?";
}

export function isNull(run: Run, value: Value | undefined): boolean {
  const resolved = run.resolve(value);
  return resolved.kind === "literal" && resolved.value === null;
}

/** Names in a list, or the one name it is. */
export function names(run: Run, value: Value | undefined): readonly string[] {
  const resolved = run.resolve(value);
  return resolved.kind === "list" ? resolved.items.map((item) => run.name(item)) : [run.name(resolved)];
}

/** An entry of an object literal; undefined where there is none. */
export function entry(run: Run, value: Value | undefined, ...keys: readonly string[]): Value | undefined {
  const resolved = run.resolve(value);
  if (resolved.kind !== "map") return undefined;
  for (const key of keys) {
    const found = resolved.entries.get(key);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** False where parts of it are only known when it runs. */
export function isReadable(run: Run, value: Value | undefined): boolean {
  const resolved = run.resolve(value);
  return resolved.kind === "map" && !resolved.open;
}
