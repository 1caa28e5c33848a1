// Walks through the steps of a migration in the order they run and asks the framework for the changes of each call.
// Executes nothing.
import { type Change, type Statement, unknown } from "../change.ts";
import type { Dialect } from "../sql/lexer.ts";
import { readSql } from "../sql/read-sql.ts";
import { withBoundValues } from "./bound-values.ts";
import { chainOf, isHandle, nameOf } from "./call-chain.ts";
import type { Framework, Run } from "./framework.ts";
import { COLLECTING, isPure, isPureModule, isPurePackage, LOGGING, STARTS_PROGRAM } from "./known-functions.ts";
import { type Block, type Call, OPAQUE, type Program, type Step, type Value } from "./program.ts";
import { isSelf, resolve, rootScope, type Scope } from "./scope.ts";

/** A block to interpret, with the values of its parameters in order. */
export interface Entry {
  readonly block: Block;
  readonly bindings: readonly Value[];
}

/**
 * The statements that the entries run, in order. Code that cannot be followed becomes a statement with an unknown
 * change.
 */
export async function interpret(
  program: Program,
  entries: readonly Entry[],
  framework: Framework,
  dialect: Dialect | undefined,
): Promise<readonly Statement[]> {
  const interpreter = new Interpreter(program, framework, dialect);
  for (const { block, bindings } of entries) await interpreter.enter(block, bindings);
  return interpreter.statements;
}

const MAX_DEPTH = 60;
const MAX_CALLS = 20_000;
const MAX_ITEMS = 200;

class Interpreter {
  readonly statements: Statement[] = [];
  readonly #program: Program;
  readonly #framework: Framework;
  readonly #dialect: Dialect | undefined;
  readonly #root: Scope;
  readonly #running = new Set<string>();
  #depth = 0;
  #calls = 0;

  constructor(program: Program, framework: Framework, dialect: Dialect | undefined) {
    this.#program = program;
    this.#framework = framework;
    this.#dialect = dialect;
    this.#root = rootScope(program, framework.handles ?? new Map());
  }

  enter(block: Block, bindings: readonly Value[]): Promise<void> {
    return this.#block(block, bindings, this.#root);
  }

  async #block(block: Block, bindings: readonly Value[], outer: Scope): Promise<void> {
    const bind = new Map<string, Value>();
    for (const [index, names] of block.params.entries())
      for (const name of names) bind.set(name, bindings[index] ?? OPAQUE);
    await this.#steps(block.steps, outer.inner({ bind }));
  }

  async #steps(steps: readonly Step[], scope: Scope): Promise<void> {
    // Functions may be called above their definition.
    for (const step of steps)
      if (step.kind === "assign" && step.value.kind === "function") scope.set(step.name, step.value);
    for (const step of steps) {
      if (step.kind === "do") await this.#visit(step.value, scope);
      else if (step.kind === "conditional") await this.#steps(step.steps, scope.inner({ conditional: true }));
      else if (step.kind === "each") await this.#each(step, scope);
      else {
        await this.#visit(step.value, scope);
        const value = resolve(step.value, scope);
        const before = scope.get(step.name);
        scope.set(
          step.name,
          step.append && before !== undefined
            ? resolve({ kind: "concat", parts: [before, value], line: 0 }, scope)
            : value,
        );
      }
    }
  }

  async #each(step: Extract<Step, { kind: "each" }>, scope: Scope): Promise<void> {
    await this.#visit(step.of, scope);
    const items = resolve(step.of, scope);
    for (const item of items.kind === "list" ? items.items.slice(0, MAX_ITEMS) : [OPAQUE]) {
      const parts = resolve(item, scope);
      const bind = new Map(
        step.names.map(
          (name, index) =>
            [name, step.names.length > 1 && parts.kind === "list" ? (parts.items[index] ?? OPAQUE) : parts] as const,
        ),
      );
      await this.#steps(step.steps, scope.inner({ bind, conditional: true }));
    }
  }

  async #visit(value: Value, scope: Scope): Promise<void> {
    switch (value.kind) {
      case "call":
        return this.#call(value, scope);
      case "concat":
        return this.#visitAll(value.parts, scope);
      case "list":
        return this.#visitAll(value.items, scope);
      case "map":
        return this.#visitAll([...value.entries.values()], scope);
      case "member":
        return this.#visit(value.target, scope);
      case "opaque":
        return this.#visitAll(value.inner, scope);
      default:
    }
  }

  async #visitAll(values: readonly Value[], scope: Scope): Promise<void> {
    for (const value of values) await this.#visit(value, scope);
  }

  async #call(call: Call, scope: Scope): Promise<void> {
    this.#calls += 1;
    if (this.#calls > MAX_CALLS)
      return this.#calls === MAX_CALLS + 1 ? this.#emit(call, [unknown("more code than can be followed")]) : undefined;
    if (this.#depth > MAX_DEPTH) return this.#emit(call, [unknown("code nested too deeply")]);
    this.#depth += 1;
    try {
      // A function of the file takes precedence over an operation of the tool with the same name.
      const isLocalFunction =
        call.target === undefined && this.#program.functions.has(call.name) && scope.get(call.name) === undefined;
      if (!isLocalFunction && (await this.#framework.chain(chainOf(call, scope), this.#runIn(scope)))) return;
      await this.#callOutsideFramework(call, scope);
    } finally {
      this.#depth -= 1;
    }
  }

  async #callOutsideFramework(call: Call, scope: Scope): Promise<void> {
    if (call.target !== undefined) await this.#visit(call.target, scope);
    const values = [...call.args, ...call.named.values()];
    await this.#visitAll(values, scope);
    const called = call.target === undefined ? undefined : resolve(call.target, scope);
    // `(async () => { … })()`
    if (call.name === "?" && called?.kind === "function")
      return this.#block(
        called.block,
        values.map((value) => resolve(value, scope)),
        scope,
      );
    const onSelf = called === undefined || isSelf(called);
    const local = onSelf ? scope.get(call.name) : undefined;
    if (local?.kind === "function") return this.#follow(call, [local.block], scope, scope);
    // `const drop = t.dropColumn; drop("bio")`
    if (
      local !== undefined &&
      call.target === undefined &&
      (isHandle(local, scope) || (local.kind === "opaque" && local.inner.some((value) => isHandle(value, scope))))
    )
      return this.#emit(call, [unknown(`${call.name} cannot be followed`)]);
    if (STARTS_PROGRAM.test(call.source)) return this.#emit(call, [unknown(`${call.name} runs a program`)]);
    const functions =
      onSelf || (call.target !== undefined && !isHandle(call.target, scope))
        ? this.#program.functions.get(call.name)
        : undefined;
    if (functions !== undefined) return this.#follow(call, functions, this.#root, scope);
    if (call.block !== undefined) await this.#loop(call, call.block, scope);
    if (!LOGGING.has(call.name) && (await this.#readSqlArguments(call, scope))) return;
    if (COLLECTING.has(call.name) || this.#framework.harmless?.has(call.name) === true) return;
    if (
      [...values, ...(call.target?.kind === "opaque" ? call.target.inner : [])].some((value) => isHandle(value, scope))
    )
      this.#emit(call, [unknown(`the effect of ${call.name} is not known`)]);
    else if (this.#isForeign(call, scope)) this.#emit(call, [unknown(`the effect of ${call.name} is not known`)]);
  }

  /**
   * True for a function of another module that may do anything, and for an operation of the tool on an unknown target.
   */
  #isForeign(call: Call, scope: Scope): boolean {
    if (call.target === undefined) return !isPure(call.name);
    const {
      root,
      links: [first],
    } = chainOf(call, scope);
    if (first?.name === "require") return !isPurePackage(nameOf(first.call?.args[0], scope));
    if (root.kind === "name" && !isSelf(root)) return !isPure(call.name) && !isPureModule(root.name);
    return (root.kind === "opaque" || root.kind === "handle") && this.#framework.operates?.test(call.name) === true;
  }

  /**
   * Reads the first argument that is SQL with a change, since the call may run it: `pool.query("DROP TABLE users")`.
   */
  async #readSqlArguments(call: Call, scope: Scope): Promise<boolean> {
    for (const argument of call.args) {
      const value = resolve(argument, scope);
      if (value.kind !== "text" || !/\s/.test(value.text.trim())) continue;
      const statements = await readSql(value.text, { dialect: this.#dialect });
      if (!statements.some(({ changes }) => changes.some(({ kind }) => kind !== "unknown"))) continue;
      await this.#sql(value, call, scope);
      return true;
    }
    return false;
  }

  /** Runs a function of the file, unless it is running already: a recursive call would repeat its changes. */
  async #follow(call: Call, blocks: readonly Block[], outer: Scope, scope: Scope): Promise<void> {
    if (this.#running.has(call.name)) return;
    this.#running.add(call.name);
    const args = [...call.args, ...call.named.values()].map((value) => resolve(value, scope));
    for (const block of blocks) await this.#block(block, args, outer);
    this.#running.delete(call.name);
  }

  async #followCallback(callback: Value | undefined, bindings: readonly Value[], scope: Scope): Promise<boolean> {
    const value = callback === undefined ? OPAQUE : resolve(callback, scope);
    const blocks =
      value.kind === "function"
        ? [value.block]
        : value.kind === "name"
          ? (this.#program.functions.get(value.name) ?? [])
          : [];
    for (const {
      params: [first = [], ...others],
      steps,
    } of blocks) {
      // The tool passes its builder as `this` too.
      await this.#block(
        { params: [["this", ...first], ...others], steps },
        bindings,
        value.kind === "function" ? scope : this.#root,
      );
    }
    return blocks.length > 0;
  }

  /** Runs the block of a call: once per item of a constant list, as in `%w[a b].each { |t| … }`, else once. */
  async #loop(call: Call, block: Block, scope: Scope): Promise<void> {
    const over = call.target === undefined ? OPAQUE : resolve(call.target, scope);
    const items = over.kind === "list" ? over.items.slice(0, MAX_ITEMS) : [OPAQUE];
    for (const item of items) await this.#block(block, [resolve(item, scope)], scope.inner({ conditional: true }));
  }

  #runIn(scope: Scope): Run {
    return {
      dialect: this.#dialect,
      resolve: (value) => (value === undefined ? OPAQUE : resolve(value, scope)),
      name: (value) => nameOf(value, scope),
      emit: (at, changes) => this.#emit(at, changes),
      sql: (value, at) => this.#sql(value === undefined ? OPAQUE : resolve(value, scope), at, scope),
      block: (block, ...bindings) => (block === undefined ? Promise.resolve() : this.#block(block, bindings, scope)),
      follow: (callback, ...bindings) => this.#followCallback(callback, bindings, scope),
      visit: (value) => (value === undefined ? Promise.resolve() : this.#visit(value, scope)),
    };
  }

  #emit(at: Call, changes: readonly Change[]): void {
    this.statements.push({ line: at.line, text: at.source, changes });
  }

  async #sql(value: Value, at: Call, scope: Scope): Promise<void> {
    if (value.kind === "list") {
      for (const item of value.items) await this.#sql(resolve(item, scope), at, scope);
      return;
    }
    if (value.kind !== "text") return this.#emit(at, [unknown("SQL built at run time")]);
    const bound = resolve(at.args[1] ?? OPAQUE, scope);
    const names = (bound.kind === "list" ? bound.items : [bound])
      .map((item) => nameOf(item, scope))
      .map((name) => (name === "?" ? undefined : name));
    const text = withBoundValues(value.text, at, names, this.#dialect === "mysql" ? "`" : '"');
    for (const statement of await readSql(text, { dialect: this.#dialect })) {
      this.statements.push({ ...statement, line: value.line + statement.line - 1 });
    }
  }
}
