import { HOLE } from "../change.ts";
import { type Block, type Call, OPAQUE, type Program, type Value } from "./program.ts";

/** The values of names at one point of a migration. */
export interface Scope {
  get(name: string): Value | undefined;
  set(name: string, value: Value): void;
  /** A function of the file. */
  function(name: string): Block | undefined;
  /**
   * A nested scope, with `bind` as its first names. `conditional`: the names that it sets have no known value outside
   * of it, since its steps may not have run.
   */
  inner(options?: { readonly conditional?: boolean; readonly bind?: ReadonlyMap<string, Value> }): Scope;
}

/** The scope of a whole file: its constants and the handles of the framework. */
export function rootScope(program: Program, handles: ReadonlyMap<string, Value>): Scope {
  return scopeOver(new Map(handles), (name) => program.constants.get(name), undefined, program);
}

function scopeOver(
  own: Map<string, Value>,
  outer: (name: string) => Value | undefined,
  forget: ((name: string) => void) | undefined,
  program: Program,
): Scope {
  const scope: Scope = {
    get: (name) => own.get(name) ?? outer(name),
    set(name, value) {
      own.set(name, value);
      forget?.(name);
    },
    function: (name) => program.functions.get(name)?.[0],
    inner({ conditional = false, bind = new Map() } = {}) {
      return scopeOver(
        new Map(bind),
        (name) => scope.get(name),
        conditional ? (name) => scope.set(name, OPAQUE) : undefined,
        program,
      );
    },
  };
  return scope;
}

const MAX_DEPTH = 40;

/** Follows names, members, concatenations and simple functions as far as they are constant. */
export function resolve(value: Value, scope: Scope, depth = 0): Value {
  if (depth > MAX_DEPTH) return OPAQUE;
  const next = (inner: Value) => resolve(inner, scope, depth + 1);
  switch (value.kind) {
    case "name": {
      const found = scope.get(value.name);
      // The value of an import is its own name.
      return found === undefined || (found.kind === "name" && found.name === value.name) ? value : next(found);
    }
    case "member": {
      const target = next(value.target);
      if (target.kind === "map") return next(target.entries.get(value.name) ?? OPAQUE);
      if (isSelf(target)) return next({ kind: "name", name: value.name });
      return { ...value, target };
    }
    case "concat": {
      const parts = value.parts.map(next);
      if (parts.length > 0 && parts.every((part) => part.kind === "list"))
        return { kind: "list", items: parts.flatMap((part) => part.items) };
      return { kind: "text", text: parts.map(asText).join(""), line: firstLine(value.parts) ?? value.line };
    }
    case "call":
      return unwrapped(value.name, value.target, value.args, next) ?? returnedValue(value, scope, depth) ?? value;
    default:
      return value;
  }
}

/**
 * The value of a call to a function of one expression: `const trigger = (table) => `CREATE TRIGGER … ON ${table} …``,
 * `const schema = (db) => db.schema`. Undefined for other functions, and for values other than texts and handles.
 */
function returnedValue(call: Call, scope: Scope, depth: number): Value | undefined {
  if (call.target !== undefined && !isSelf(call.target)) return undefined;
  const local = scope.get(call.name);
  const block = local?.kind === "function" ? local.block : scope.function(call.name);
  const [only] = block?.steps ?? [];
  if (block === undefined || block.steps.length !== 1 || only?.kind !== "do") return undefined;
  const bind = new Map(
    block.params.flatMap((names, index) =>
      names.map((name) => [name, resolve(call.args[index] ?? OPAQUE, scope, depth + 1)] as const),
    ),
  );
  const value = resolve(only.value, scope.inner({ bind }), depth + 1);
  return value.kind === "text" || value.kind === "handle" || (value.kind === "member" && value.target.kind === "handle")
    ? value
    : undefined;
}

/** True for `this`, `self` and `cls`. */
export function isSelf(value: Value): boolean {
  return value.kind === "name" && ["this", "self", "cls"].includes(value.name);
}

function asText(value: Value): string {
  if (value.kind === "text") return value.text;
  // `connection.quote(name)` returns an SQL literal. Which one does not matter.
  if (
    value.kind === "call" &&
    value.target !== undefined &&
    !isSelf(value.target) &&
    /^(quote|escape)$/.test(value.name)
  )
    return "0";
  return value.kind === "literal" ? String(value.value) : HOLE;
}

function firstLine(parts: readonly Value[]): number | undefined {
  for (const part of parts) {
    if (part.kind === "text") return part.line;
    if (part.kind === "concat") return firstLine(part.parts) ?? part.line;
  }
  return undefined;
}

// Calls that return the text of their first argument or of their target.
const WRAPS_ARGUMENT = new Set([
  "text",
  "dedent",
  "cleandoc",
  "DDL",
  "String",
  "sql",
  "f",
  "literal_column",
  "raw_sql",
  "quoted_name",
]);
const WRAPS_TARGET = new Set([
  "strip",
  "trim",
  "squish",
  "strip_heredoc",
  "dedent",
  "chomp",
  "freeze",
  "html_safe",
  "toString",
  "to_s",
  "to_sym",
  "rstrip",
  "lstrip",
  "bindparams",
  "execution_options",
]);

/** The text that a call returns where it only wraps, trims, formats or joins constant texts. */
function unwrapped(
  name: string,
  target: Value | undefined,
  args: readonly Value[],
  next: (value: Value) => Value,
): Value | undefined {
  const [first] = args;
  if (WRAPS_ARGUMENT.has(name) && first !== undefined) return next(first);
  const on = target === undefined ? undefined : next(target);
  if (on?.kind === "text" && WRAPS_TARGET.has(name)) return on;
  if (on?.kind === "text" && name === "format") return { ...on, text: on.text.replaceAll(/\{[^{}]*\}/g, HOLE) };
  if (name === "join" && first !== undefined && on !== undefined) {
    const [list, separator] = on.kind === "list" ? [on, next(first)] : [next(first), on];
    if (list.kind === "list" && separator.kind === "text") {
      const parts = list.items.map(next);
      return { kind: "text", text: parts.map(asText).join(separator.text), line: firstLine(parts) ?? separator.line };
    }
  }
  return undefined;
}
