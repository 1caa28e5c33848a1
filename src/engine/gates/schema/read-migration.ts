import { basename, dirname } from "node:path/posix";
import { type Statement, unknown } from "./change.ts";
import type { Framework } from "./code/framework.ts";
import { type Entry, interpret } from "./code/interpret.ts";
import { resolve, rootScope } from "./code/scope.ts";
import type { Block, Program, Step, Value } from "./code/program.ts";
import type { FieldHistory } from "./frameworks/django-fields.ts";
import type { Form, Located } from "./locate-migrations.ts";
import type { Dialect } from "./sql/lexer.ts";

export interface MigrationFile {
  readonly path: string;
  readonly text: string;
  readonly located: Located;
  readonly dialect: Dialect | undefined;
  readonly fieldHistory: FieldHistory;
  /** Finds the tool that runs a script, for a script that does not name it. */
  readonly tool: () => Promise<Form | undefined>;
}

/**
 * Statements of the up migration, in the order they run; undefined where the file turns out not to be a migration. Code
 * that cannot be read becomes a statement with an unknown change.
 * @throws RangeError or RuntimeError where a parser runs out of stack or memory
 */
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
      return [wholeFile("a migration in a language that is not supported")];
    case "changelog":
      return [wholeFile("a changelog of Liquibase")];
    default: {
      const { readJavaScript } = await import("./code/javascript.ts");
      const program = await readJavaScript(text, /\.[cm]?ts$/i.test(path) ? "typescript" : "javascript");
      const form =
        located.form === "script" && upBlocks(program, UP).length > 0
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
  const blocks = upBlocks(program, up);
  const parseErrors = parseErrorsOf(program);
  if (blocks.length === 0) {
    if (parseErrors.length > 0 && file.located.conventional) return parseErrors;
    // Helper files are kept next to migrations. Where the tool is not known either, only a numbered file is a
    // migration.
    const isMigration =
      file.located.form === "script" ? /^[\d_-]{3,}/.test(basename(file.path)) : file.located.conventional;
    return isMigration && file.text.trim() !== "" ? [wholeFile("no up function was found in the file")] : undefined;
  }
  if (file.located.form === "script") return [wholeFile("a migration of an unknown tool")];
  const entries: readonly Entry[] = blocks.map((block) => ({ block, bindings: handle === undefined ? [] : [handle] }));
  const wrapped = [...program.decorated].some((name) => up.test(name))
    ? [wholeFile("a decorator may change what the up function does")]
    : [];
  const topLevel: Entry = { block: { params: [], steps: program.topLevel }, bindings: [] };
  return [...(await interpret(program, [topLevel, ...entries], framework, file.dialect)), ...wrapped, ...parseErrors];
}

/** The functions whose name matches, or the functions that a matching name refers to: `exports.up = forward`. */
function upBlocks(program: Program, up: RegExp): readonly Block[] {
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
  const parseErrors = [...parseErrorsOf(program), ...unreadPartsOf(program, file)];
  if (declared === undefined) return parseErrors.length > 0 && file.located.conventional ? parseErrors : undefined;
  const scope = rootScope(program, new Map());
  const operations = resolve(declared, scope);
  if (operations.kind !== "list") return [wholeFile("operations built at run time"), ...parseErrors];
  const steps = operations.items.map((value) => ({ kind: "do" as const, value: resolve(value, scope) }));
  const readable = steps.filter(({ value }) => value.kind === "call");
  const unread: readonly Statement[] =
    readable.length === steps.length ? [] : [wholeFile("an operation built at run time")];
  return [
    ...(await interpret(program, [{ block: { params: [], steps: readable }, bindings: [] }], framework, file.dialect)),
    ...unread,
    ...parseErrors,
  ];
}

/** Parts of a numbered migration, apart from its operations, that Django runs and this reader does not follow. */
function unreadPartsOf(
  { classes, constants, functions, topLevel }: Program,
  { path, text }: MigrationFile,
): readonly Statement[] {
  if (!/(^|\/)migrations\/\d{3,}_[^/]*$/.test(path) || text.trim() === "") return [];
  const bases = classes.get("Migration");
  if (bases === undefined) return [wholeFile("the file has no Migration class")];
  const [base = "object"] = bases;
  const [first = "", ...rest] = base.split(".");
  const imported = constants.get(first);
  const full = [imported?.kind === "name" ? imported.name : first, ...rest].join(".");
  const found: Statement[] = [];
  if (bases.length !== 1 || !/^(django\.db\.)?migrations\.(migration\.)?Migration$/.test(full))
    found.push(wholeFile(`the base class ${bases.join(", ")} is not in this file`));
  if (["apply", "mutate_state", "__init__", "__new__"].some((name) => functions.has(name)))
    found.push(wholeFile("a migration that overrides methods of Django"));
  if (topLevel.some(runsCode)) found.push(wholeFile("code that runs when the file is loaded"));
  return found;
}

/** False for steps without effect: docstrings, bare names and conditional imports. */
function runsCode(step: Step): boolean {
  if (step.kind === "conditional" || step.kind === "each") return step.steps.some(runsCode);
  return step.kind === "do" && !["text", "literal", "name"].includes(step.value.kind);
}

/** Syntax errors outside of the down functions. */
function parseErrorsOf(program: Program): readonly Statement[] {
  return [...program.parseErrors]
    .filter(([within]) => !DOWN.test(within))
    .map(([, { line, source }]) => ({ line, text: source, changes: [unknown("code that cannot be read")] }));
}

/** The Django app, which is the prefix of its tables: `shop/orders/migrations/0002_x.py` → `orders`. */
function appOf(path: string): string {
  const folder = dirname(path);
  return basename(folder) === "migrations" && folder !== "migrations" ? basename(dirname(folder)) : "";
}
