// What migrations written in Python, Ruby and JavaScript have in common, so that one interpreter reads them all.

export type Value =
  /** A constant string; parts known only at run time are `HOLE`. Symbols are strings too. */
  | { readonly kind: "text"; readonly text: string; readonly line: number }
  | { readonly kind: "literal"; readonly value: number | boolean | null }
  | { readonly kind: "concat"; readonly parts: readonly Value[]; readonly line: number }
  | { readonly kind: "list"; readonly items: readonly Value[] }
  /** `open`: more entries are spread into it. */
  | { readonly kind: "map"; readonly entries: ReadonlyMap<string, Value>; readonly open: boolean }
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "member"; readonly target: Value; readonly name: string }
  | Call
  | { readonly kind: "function"; readonly block: Block }
  /** Something the migration tool hands in: the op module, a schema builder, a table in a block. */
  | { readonly kind: "handle"; readonly role: string; readonly table: string | undefined }
  /** Anything else; the values in it are still run. */
  | { readonly kind: "opaque"; readonly inner: readonly Value[] };

export interface Call {
  readonly kind: "call";
  /** What stands before the dot. */
  readonly target: Value | undefined;
  readonly name: string;
  readonly args: readonly Value[];
  readonly named: ReadonlyMap<string, Value>;
  /** Block, callback or `with` body. */
  readonly block: Block | undefined;
  readonly line: number;
  /** Source text. */
  readonly source: string;
}

export interface Block {
  /** Names each parameter binds; several where it is taken apart. */
  readonly params: readonly (readonly string[])[];
  readonly steps: readonly Step[];
}

export type Step =
  | { readonly kind: "do"; readonly value: Value }
  | { readonly kind: "assign"; readonly name: string; readonly value: Value; readonly append: boolean }
  /** One side of a condition: it runs or it does not. */
  | { readonly kind: "conditional"; readonly steps: readonly Step[] }
  | { readonly kind: "each"; readonly names: readonly string[]; readonly of: Value; readonly steps: readonly Step[] };

export interface ParseError {
  readonly line: number;
  readonly source: string;
}

/** A source file. Functions and fields of classes are told by their bare names. */
export interface Program {
  readonly functions: ReadonlyMap<string, readonly Block[]>;
  /** Constants and fields outside of functions. */
  readonly constants: ReadonlyMap<string, Value>;
  /** Names of base classes, interfaces and imported modules, as written. */
  readonly mentions: ReadonlySet<string>;
  /** Base classes of each class, as written (Python). */
  readonly classes: ReadonlyMap<string, readonly string[]>;
  /** Functions that a decorator may have made into something else (Python). */
  readonly decorated: ReadonlySet<string>;
  /** What runs outside of any function, apart from what gives a name its value (Python). */
  readonly topLevel: readonly Step[];
  /** Where the parser met what is not its language, by the function it is in (`` outside of any). */
  readonly parseErrors: ReadonlyMap<string, ParseError>;
}

export const OPAQUE: Value = { kind: "opaque", inner: [] };

export function opaque(inner: readonly Value[]): Value {
  return { kind: "opaque", inner };
}

/** Collects what a front end finds on its way through a file. */
export function programDraft(): {
  readonly program: Program;
  define(name: string, block: Block): void;
  constant(name: string, value: Value): void;
  mention(name: string): void;
  derived(name: string, bases: readonly string[]): void;
  decorated(name: string): void;
  topLevel(steps: readonly Step[]): void;
  parseError(within: string, parseErrors: ParseError): void;
} {
  const functions = new Map<string, Block[]>();
  const constants = new Map<string, Value>();
  const mentions = new Set<string>();
  const parseErrors = new Map<string, ParseError>();
  const classes = new Map<string, readonly string[]>();
  const decorated = new Set<string>();
  const topLevel: Step[] = [];
  return {
    program: { functions, constants, mentions, parseErrors, classes, decorated, topLevel },
    define: (name, block) => void functions.set(name, [...(functions.get(name) ?? []), block]),
    // Set twice, it could be either.
    constant: (name, value) => void constants.set(name, constants.has(name) ? OPAQUE : value),
    mention: (name) => void mentions.add(name),
    derived: (name, bases) => void classes.set(name, bases),
    decorated: (name) => void decorated.add(name),
    topLevel: (steps) => void topLevel.push(...steps),
    parseError: (within, found) => void (parseErrors.has(within) || parseErrors.set(within, found)),
  };
}
