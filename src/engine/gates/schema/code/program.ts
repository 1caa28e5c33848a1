// The common form of migrations in Python, Ruby and JavaScript, which one interpreter reads.

export type Value =
  /** A constant string, with `HOLE` in place of parts known only at run time. Symbols are strings too. */
  | { readonly kind: "text"; readonly text: string; readonly line: number }
  | { readonly kind: "literal"; readonly value: number | boolean | null }
  | { readonly kind: "concat"; readonly parts: readonly Value[]; readonly line: number }
  | { readonly kind: "list"; readonly items: readonly Value[] }
  /** `open`: it has further entries that are not known. */
  | { readonly kind: "map"; readonly entries: ReadonlyMap<string, Value>; readonly open: boolean }
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "member"; readonly target: Value; readonly name: string }
  | Call
  | { readonly kind: "function"; readonly block: Block }
  /** An object of the migration tool: the op module, a schema builder, a table in a block. */
  | { readonly kind: "handle"; readonly role: string; readonly table: string | undefined }
  /** Any other expression; the calls in its parts still run. */
  | { readonly kind: "opaque"; readonly inner: readonly Value[] };

export interface Call {
  readonly kind: "call";
  /** The value before the dot. */
  readonly target: Value | undefined;
  readonly name: string;
  readonly args: readonly Value[];
  readonly named: ReadonlyMap<string, Value>;
  /** Block, callback or `with` body. */
  readonly block: Block | undefined;
  readonly line: number;
  /** Source text of the whole call. */
  readonly source: string;
}

export interface Block {
  /** The names that each parameter binds; several names for a destructured parameter. */
  readonly params: readonly (readonly string[])[];
  readonly steps: readonly Step[];
}

export type Step =
  | { readonly kind: "do"; readonly value: Value }
  | { readonly kind: "assign"; readonly name: string; readonly value: Value; readonly append: boolean }
  /** Steps that may run or not: a branch of a condition. */
  | { readonly kind: "conditional"; readonly steps: readonly Step[] }
  /** A loop over the items of a value. */
  | { readonly kind: "each"; readonly names: readonly string[]; readonly of: Value; readonly steps: readonly Step[] };

export interface ParseError {
  readonly line: number;
  readonly source: string;
}

/** A source file. Functions and fields of classes are listed by their names alone, without the class. */
export interface Program {
  readonly functions: ReadonlyMap<string, readonly Block[]>;
  /** Constants and fields outside of functions. */
  readonly constants: ReadonlyMap<string, Value>;
  /** Base classes of each class, as in the source (Python). */
  readonly classes: ReadonlyMap<string, readonly string[]>;
  /** Functions that a decorator may have replaced (Python). */
  readonly decorated: ReadonlySet<string>;
  /** Steps outside of functions, apart from assignments (Python). */
  readonly topLevel: readonly Step[];
  /** The first syntax error in each function; the key is "" for errors outside of functions. */
  readonly parseErrors: ReadonlyMap<string, ParseError>;
}

export const OPAQUE: Value = { kind: "opaque", inner: [] };

export function opaque(inner: readonly Value[]): Value {
  return { kind: "opaque", inner };
}

/** A program with functions to add to it. The reader of each language fills one. */
export function programDraft(): {
  readonly program: Program;
  define(name: string, block: Block): void;
  constant(name: string, value: Value): void;
  baseClasses(name: string, bases: readonly string[]): void;
  decorated(name: string): void;
  topLevel(steps: readonly Step[]): void;
  parseError(within: string, error: ParseError): void;
} {
  const functions = new Map<string, Block[]>();
  const constants = new Map<string, Value>();
  const parseErrors = new Map<string, ParseError>();
  const classes = new Map<string, readonly string[]>();
  const decorated = new Set<string>();
  const topLevel: Step[] = [];
  return {
    program: { functions, constants, parseErrors, classes, decorated, topLevel },
    define: (name, block) => void functions.set(name, [...(functions.get(name) ?? []), block]),
    // A constant with two values could have either.
    constant: (name, value) => void constants.set(name, constants.has(name) ? OPAQUE : value),
    baseClasses: (name, bases) => void classes.set(name, bases),
    decorated: (name) => void decorated.add(name),
    topLevel: (steps) => void topLevel.push(...steps),
    parseError: (within, error) => void (parseErrors.has(within) || parseErrors.set(within, error)),
  };
}
