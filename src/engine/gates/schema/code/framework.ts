import type { Change } from "../change.ts";
import type { Dialect } from "../sql/lexer.ts";
import type { Chain } from "./call-chain.ts";
import type { Block, Call, Value } from "./program.ts";

/** What a migration tool does with the calls of its migrations. */
export interface Framework {
  /** Names that stand for handles outside of any parameter. */
  readonly handles?: ReadonlyMap<string, Value>;
  /**
   * Emits the changes of a chain; false where the chain is not a call of the tool. The interpreter then follows
   * functions of the file and runs blocks.
   */
  readonly chain: (chain: Chain, run: Run) => Promise<boolean>;
  /** Names of calls that take a handle and only read. */
  readonly harmless?: ReadonlySet<string>;
  /** Names of the tool's operations. Such a call is unknown, not ignored, where its target cannot be followed. */
  readonly operates?: RegExp;
}

/** The interpreter, as a framework uses it for one call. */
export interface Run {
  readonly dialect: Dialect | undefined;
  /** Follows names and constant expressions. Anything that is not constant stays as it is or becomes opaque. */
  resolve(value: Value | undefined): Value;
  /** A constant string, or `?` for any other value. */
  name(value: Value | undefined): string;
  /** Adds a statement with these changes. */
  emit(at: Call, changes: readonly Change[]): void;
  /** Reads a value as SQL and adds its statements. */
  sql(value: Value | undefined, at: Call): Promise<void>;
  /** Runs a block with its parameters bound in order. */
  block(block: Block | undefined, ...bindings: readonly Value[]): Promise<void>;
  /** Runs a callback: a function, or the name of a function in the file. False where it is neither. */
  follow(callback: Value | undefined, ...bindings: readonly Value[]): Promise<boolean>;
  /** Runs the calls inside of a value. */
  visit(value: Value | undefined): Promise<void>;
}
