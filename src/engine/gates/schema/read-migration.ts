import { basename, dirname } from "node:path/posix";
import { type Statement, unknown } from "./change.ts";
import { type Entry, type Framework, interpret } from "./code/interpret.ts";
import { resolve, rootScope } from "./code/scope.ts";
import type { Block, Program, Step, Value } from "./code/program.ts";
import type { FieldHistory } from "./frameworks/django.ts";
import type { Form, Located } from "./locate-migrations.ts";
import type { Dialect } from "./sql/lexer.ts";

export interface MigrationFile {
  readonly path: string;
  readonly text: string;
  readonly located: Located;
  readonly dialect: Dialect | undefined;
  readonly fieldHistory: FieldHistory;
  /** What runs a script that does not say. */
  readonly tool: () => Promise<Form | undefined>;
}

/** Statements of a migration on its way up; undefined where the file turns out to be none. */
export async function readMigration(file: MigrationFile): Promise<readonly Statement[] | undefined> {
  const { path, text, located, dialect } = file;
  switch (located.form) {
    case "sql": {
      const { readSql } = await import("./sql/read-sql.ts");
      return readSql(text, { dialect, sections: located.sections });
    }
    case "alembic": {
      const [{ readPython }, { alembic }] = await Promise.all([
        import("./code/python.ts"),
        import("./frameworks/alembic.ts"),
      ]);
      return readProgram(await readPython(text), file, alembic, /^upgrade(_\w+)?$/);
    }
    case "django": {
      const [{ readPython }, { django }] = await Promise.all([
        import("./code/python.ts"),
        import("./frameworks/django.ts"),
      ]);
      const program = await readPython(text);
      return readDjango(program, file, django(appOf(path), file.fieldHistory, program.classes));
    }
    case "rails": {
      const [{ readRuby }, { rails }] = await Promise.all([import("./code/ruby.ts"), import("./frameworks/rails.ts")]);
      return readProgram(await readRuby(text), file, rails, /^(change|up|migrate|exec_migration)$/);
    }
    case "program":
      return [wholeFile("a migration in a language that is not read")];
    case "changelog":
      return [wholeFile("a changelog of Liquibase")];
    default: {
      const { readJavaScript } = await import("./code/javascript.ts");
      const program = await readJavaScript(text, /\.[cm]?ts$/i.test(path) ? "typescript" : "javascript");
      const form =
        located.form === "script" && stepsUp(program, UP).length > 0
          ? ((await file.tool()) ?? located.form)
          : located.form;
      const { framework, handle } = await frameworkOf(form);
      return readProgram(program, { ...file, located: { ...located, form } }, framework, UP, handle);
    }
  }
}

async function frameworkOf(form: Form): Promise<{ readonly framework: Framework; readonly handle: Value }> {
  if (form === "typeorm")
    return import("./frameworks/typeorm.ts").then((module) => ({
      framework: module.typeorm,
      handle: module.QUERY_RUNNER,
    }));
  if (form === "sequelize")
    return import("./frameworks/sequelize.ts").then((module) => ({
      framework: module.sequelize,
      handle: module.QUERY_INTERFACE,
    }));
  return import("./frameworks/knex.ts").then((module) => ({ framework: module.knex, handle: module.KNEX }));
}

const UP = /^up$/;
const DOWN = /^(down|downgrade|downgrade_\w+|rollback|reverse)$/;

async function readProgram(
  program: Program,
  file: MigrationFile,
  framework: Framework,
  up: RegExp,
  handle?: Value,
): Promise<readonly Statement[] | undefined> {
  const blocks = stepsUp(program, up);
  const parseErrors = parseErrorsOf(program);
  if (blocks.length === 0) {
    if (parseErrors.length > 0 && file.located.usual) return parseErrors;
    // Helpers live beside migrations: where the tool is not known either, only a number makes a migration.
    const isOne = file.located.form === "script" ? /^[\d_-]{3,}/.test(basename(file.path)) : file.located.usual;
    return isOne && file.text.trim() !== "" ? [wholeFile("no step up was found in the file")] : undefined;
  }
  if (file.located.form === "script") return [wholeFile("a migration of a tool that is not known")];
  const entries: readonly Entry[] = blocks.map((block) => ({ block, bindings: handle === undefined ? [] : [handle] }));
  const wrapped = [...program.decorated].some((name) => up.test(name))
    ? [wholeFile("a decorator may change what the step up does")]
    : [];
  const topLevel: Entry = { block: { params: [], steps: program.topLevel }, bindings: [] };
  return [...(await interpret(program, [topLevel, ...entries], framework, file.dialect)), ...wrapped, ...parseErrors];
}

/** Functions of that name, or what stands under it: `exports.up = forward`. */
function stepsUp(program: Program, up: RegExp): readonly Block[] {
  const functions = [...program.functions].filter(([name]) => up.test(name)).flatMap(([, blocks]) => blocks);
  if (functions.length > 0) return functions;
  return [...program.constants]
    .filter(([name]) => up.test(name))
    .flatMap(([, value]) => {
      if (value.kind === "function") return [value.block];
      return value.kind === "name" ? (program.functions.get(value.name) ?? []) : [];
    });
}

function wholeFile(reason: string): Statement {
  return { line: 1, text: "", changes: [unknown(reason)] };
}

async function readDjango(
  program: Program,
  file: MigrationFile,
  framework: Framework,
): Promise<readonly Statement[] | undefined> {
  const declared = program.constants.get("operations");
  const parseErrors = [...parseErrorsOf(program), ...odditiesOf(program, file)];
  if (declared === undefined) return parseErrors.length > 0 && file.located.usual ? parseErrors : undefined;
  const scope = rootScope(program, new Map());
  const operations = resolve(declared, scope);
  if (operations.kind !== "list") return [wholeFile("operations that are put together when it runs"), ...parseErrors];
  const steps = operations.items.map((value) => ({ kind: "do" as const, value: resolve(value, scope) }));
  const readable = steps.filter(({ value }) => value.kind === "call");
  const odd: readonly Statement[] =
    readable.length === steps.length ? [] : [wholeFile("an operation that is put together when it runs")];
  return [
    ...(await interpret(program, [{ block: { params: [], steps: readable }, bindings: [] }], framework, file.dialect)),
    ...odd,
    ...parseErrors,
  ];
}

/** Where Django runs more than the operations of a numbered migration. */
function odditiesOf(
  { classes, constants, functions, topLevel }: Program,
  { path, text }: MigrationFile,
): readonly Statement[] {
  if (!/(^|\/)migrations\/\d{3,}_[^/]*$/.test(path) || text.trim() === "") return [];
  const bases = classes.get("Migration");
  if (bases === undefined) return [wholeFile("it holds no Migration class")];
  const [base = "object"] = bases;
  const [first = "", ...rest] = base.split(".");
  const imported = constants.get(first);
  const full = [imported?.kind === "name" ? imported.name : first, ...rest].join(".");
  const found: Statement[] = [];
  if (bases.length !== 1 || !/^(django\.db\.)?migrations\.(migration\.)?Migration$/.test(full))
    found.push(wholeFile(`what ${bases.join(", ")} does is not in this file`));
  if (["apply", "mutate_state", "__init__", "__new__"].some((name) => functions.has(name)))
    found.push(wholeFile("a migration with a method of its own"));
  if (topLevel.some(runsCode)) found.push(wholeFile("code that runs when the file is loaded"));
  return found;
}

/** False for docstrings, bare names and conditional imports. */
function runsCode(step: Step): boolean {
  if (step.kind === "conditional" || step.kind === "each") return step.steps.some(runsCode);
  return step.kind === "do" && !["text", "literal", "name"].includes(step.value.kind);
}

/** What is not of the language, unless it is on the way down. */
function parseErrorsOf(program: Program): readonly Statement[] {
  return [...program.parseErrors]
    .filter(([within]) => !DOWN.test(within))
    .map(([, { line, source }]) => ({ line, text: source, changes: [unknown("code that cannot be read")] }));
}

/** `shop/orders/migrations/0002_x.py` → `orders`, the prefix of its tables. */
function appOf(path: string): string {
  const folder = dirname(path);
  return basename(folder) === "migrations" && folder !== "migrations" ? basename(dirname(folder)) : "";
}
