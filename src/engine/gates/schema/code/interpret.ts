// Walks the steps of a migration in the order they run and asks the framework what each call does. Nothing is executed.
import { type Change, HOLE, type Statement, unknown } from "../change.ts";
import { withBoundValues } from "./bound-values.ts";
import { isPure, isPureModule, isPurePackage } from "./pure.ts";
import type { Dialect } from "../sql/lexer.ts";
import { readSql } from "../sql/read-sql.ts";
import { type Block, type Call, OPAQUE, type Program, type Step, type Value } from "./program.ts";
import { isSelf, resolve, rootScope, type Scope } from "./scope.ts";

/** `a.b.c(1).d(2)`: what it starts from, and each name after it with its call, if it is called. */
export interface Chain {
  readonly root: Value;
  readonly links: readonly Link[];
  /** The outermost call. */
  readonly call: Call;
}

export interface Link {
  readonly name: string;
  readonly call: Call | undefined;
}

/** What a framework may ask and tell while a migration is read. */
export interface Run {
  readonly dialect: Dialect | undefined;
  resolve(value: Value | undefined): Value;
  /** A constant string, `?` where it is none. */
  name(value: Value | undefined): string;
  emit(at: Call, changes: readonly Change[]): void;
  /** Reads a value as SQL and tells what its statements do. */
  sql(value: Value | undefined, at: Call): Promise<void>;
  /** Runs a block, its parameters bound in order. */
  block(block: Block | undefined, ...bindings: readonly Value[]): Promise<void>;
  /** Runs a callback: a function, or the name of one in the file. False where it is neither. */
  follow(callback: Value | undefined, ...bindings: readonly Value[]): Promise<boolean>;
  /** Runs the calls inside a value. */
  visit(value: Value | undefined): Promise<void>;
}

export interface Framework {
  /** Names that stand for what the migration tool hands in, outside of any parameter. */
  readonly handles?: ReadonlyMap<string, Value>;
  /** Says whether the chain was its business; if not, functions of the file are followed and blocks are run. */
  readonly chain: (chain: Chain, run: Run) => Promise<boolean>;
  /** Calls that are handed a handle and only read. */
  readonly harmless?: ReadonlySet<string>;
  /** Its own operations, which are unknown, not ignored, where what they are called on cannot be followed. */
  readonly operates?: RegExp;
}

export interface Entry {
  readonly block: Block;
  readonly bindings: readonly Value[];
}

/** Statements of the entries, as they run. */
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
    // Functions may be called above the place where they are written.
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
        return this.#all(value.parts, scope);
      case "list":
        return this.#all(value.items, scope);
      case "map":
        return this.#all([...value.entries.values()], scope);
      case "member":
        return this.#visit(value.target, scope);
      case "opaque":
        return this.#all(value.inner, scope);
      default:
    }
  }

  async #all(values: readonly Value[], scope: Scope): Promise<void> {
    for (const value of values) await this.#visit(value, scope);
  }

  async #call(call: Call, scope: Scope): Promise<void> {
    this.#calls += 1;
    if (this.#calls > MAX_CALLS)
      return this.#calls === MAX_CALLS + 1 ? this.#emit(call, [unknown("more code than can be followed")]) : undefined;
    if (this.#depth > MAX_DEPTH) return this.#emit(call, [unknown("code nested too deeply")]);
    this.#depth += 1;
    try {
      // A function of the file goes before the tool's own of that name.
      const own =
        call.target === undefined && this.#program.functions.has(call.name) && scope.get(call.name) === undefined;
      if (!own && (await this.#framework.chain(chainOf(call, scope), this.#runIn(scope)))) return;
      await this.#otherCall(call, scope);
    } finally {
      this.#depth -= 1;
    }
  }

  async #otherCall(call: Call, scope: Scope): Promise<void> {
    if (call.target !== undefined) await this.#visit(call.target, scope);
    const values = [...call.args, ...call.named.values()];
    await this.#all(values, scope);
    const called = call.target === undefined ? undefined : resolve(call.target, scope);
    // `(async () => { … })()`
    if (call.name === "?" && called?.kind === "function")
      return this.#block(
        called.block,
        values.map((value) => resolve(value, scope)),
        scope,
      );
    const own = called === undefined || isSelf(called);
    const local = own ? scope.get(call.name) : undefined;
    if (local?.kind === "function") return this.#follow(call, [local.block], scope, scope);
    // `const drop = t.dropColumn; drop("bio")`
    if (
      local !== undefined &&
      call.target === undefined &&
      (isHandle(local, scope) || (local.kind === "opaque" && local.inner.some((value) => isHandle(value, scope))))
    )
      return this.#emit(call, [unknown(`what ${call.name} does cannot be followed`)]);
    if (STARTS_PROGRAMS.test(call.source)) return this.#emit(call, [unknown(`${call.name} runs a program`)]);
    const functions =
      own || (call.target !== undefined && !isHandle(call.target, scope))
        ? this.#program.functions.get(call.name)
        : undefined;
    if (functions !== undefined) return this.#follow(call, functions, this.#root, scope);
    if (call.block !== undefined) await this.#loop(call, call.block, scope);
    if (!TALKS.has(call.name) && (await this.#hiddenSql(call, scope))) return;
    if (GATHERS.has(call.name) || this.#framework.harmless?.has(call.name) === true) return;
    if (
      [...values, ...(call.target?.kind === "opaque" ? call.target.inner : [])].some((value) => isHandle(value, scope))
    )
      this.#emit(call, [unknown(`what ${call.name} does is not in this file`)]);
    else if (this.#isForeign(call, scope)) this.#emit(call, [unknown(`what ${call.name} does is not in this file`)]);
  }

  /** A function of another module that may do anything, or one of the tool's on something that cannot be followed. */
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

  /** Whatever is handed SQL that changes something may run it: `pool.query("DROP TABLE users")`. */
  async #hiddenSql(call: Call, scope: Scope): Promise<boolean> {
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

  /** Runs a function of the file; one that is running already would do the same again. */
  async #follow(call: Call, blocks: readonly Block[], home: Scope, scope: Scope): Promise<void> {
    if (this.#running.has(call.name)) return;
    this.#running.add(call.name);
    const args = [...call.args, ...call.named.values()].map((value) => resolve(value, scope));
    for (const block of blocks) await this.#block(block, args, home);
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
      // Builders are handed in as `this` as well.
      await this.#block(
        { params: [["this", ...first], ...others], steps },
        bindings,
        value.kind === "function" ? scope : this.#root,
      );
    }
    return blocks.length > 0;
  }

  /** `%w[a b].each { |t| … }` runs once an item, any other block once. */
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
    if (value.kind !== "text") return this.#emit(at, [unknown("SQL that is put together when it runs")]);
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

/** Calls that hold what they are given, and do nothing with it. */
const GATHERS = new Set(["all", "allSettled", "race", "resolve", "push", "concat", "then", "append", "log", "isArray"]);

/** Calls that only say what they are given. */
const TALKS = new Set([
  "log",
  "info",
  "warn",
  "warning",
  "debug",
  "error",
  "print",
  "puts",
  "say",
  "say_with_time",
  "Error",
  "raise",
  "Exception",
  "RuntimeError",
  "join",
  "describe",
]);

/** `os.system("psql …")`, `subprocess.run(…)`, `execSync("psql …")` */
const STARTS_PROGRAMS =
  /^(os\.(system|popen|exec\w+|spawn\w+)|subprocess\.\w+|child_process\.\w+|Popen|check_call|check_output|execSync|execFile\w*|spawn\w*)\(|^Rake::/;

/** A handle, or something that holds one or was taken from one: `op.get_bind()`, `knex.schema`, `{ knex }`. */
function isHandle(value: Value, scope: Scope): boolean {
  const resolved = resolve(value, scope);
  if (resolved.kind === "list") return resolved.items.some((item) => isHandle(item, scope));
  if (resolved.kind === "map") return [...resolved.entries.values()].some((entry) => isHandle(entry, scope));
  if (resolved.kind === "call" || resolved.kind === "member")
    return resolved.target !== undefined && isHandle(resolved.target, scope);
  return resolved.kind === "handle";
}

function nameOf(value: Value | undefined, scope: Scope): string {
  const resolved = value === undefined ? OPAQUE : resolve(value, scope);
  return resolved.kind === "text" && resolved.text !== "" && !resolved.text.includes(HOLE) ? resolved.text : "?";
}

const MAX_LINKS = 200;

/** `users = User.where(…)` makes `users.delete_all` a chain on `User`. */
function throughName(value: Value, scope: Scope): Value {
  return value.kind === "name" ? resolve(value, scope) : value;
}

/** Takes a call apart from the outside in, and names what it starts from. */
function chainOf(call: Call, scope: Scope): Chain {
  const links: Link[] = [];
  let at: Value | undefined = call;
  while (at?.kind === "call" || at?.kind === "member") {
    links.unshift({ name: at.name, call: at.kind === "call" ? at : undefined });
    if (links.length > MAX_LINKS) return { root: OPAQUE, links, call };
    at = at.target === undefined ? undefined : throughName(at.target, scope);
  }
  return { root: at === undefined ? OPAQUE : resolve(at, scope), links, call };
}
