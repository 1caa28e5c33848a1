import { type Change, type NewColumn, unknown } from "../change.ts";
import { argument, flag, isNull } from "../code/arguments.ts";
import type { Chain, Framework, Run } from "../code/interpret.ts";
import type { Call, Value } from "../code/program.ts";
import { APPS, readCode, SCHEMA_EDITOR } from "./django-code.ts";

/** What a field was before, by model and field in lower case; undefined where that cannot be known. */
export type FieldHistory = (model: string, field: string) => Promise<FieldFacts | undefined>;

/** The parts of a field that make its column. */
export interface FieldFacts {
  readonly type: string;
  readonly notNull: boolean;
  readonly unique: boolean;
  readonly index: boolean;
  readonly column: string | undefined;
}

/** Operations of a Django migration. `app` is the prefix of its tables; `own`: classes of the file itself. */
export function django(app: string, history: FieldHistory, own: ReadonlyMap<string, unknown> = new Map()): Framework {
  const table = (model: string) => (app === "" ? model.toLowerCase() : `${app}_${model.toLowerCase()}`);
  let inCode = false;
  return {
    chain: async (chain: Chain, run: Run) => {
      if (inCode) return readCode(chain, run);
      const { root, links, call: written } = chain;
      const call = underItsName(root, links, written, run);
      if (call === undefined || own.has(call.name))
        run.emit(written, [unknown(`${written.name} is no operation of Django's`)]);
      else if (call.name === "RunSQL") await runSql(call, run);
      else if (call.name === "RunPython") {
        inCode = true;
        await runPython(call, run);
        inCode = false;
      } else if (call.name === "SeparateDatabaseAndState") await run.visit(argument(call, 0, "database_operations"));
      else run.emit(call, await readOperation(call, run, table, history));
      return true;
    },
  };
}

/** `from django.db.migrations import DeleteModel as Gone` makes `Gone` a DeleteModel; undefined where it is imported from elsewhere. */
function underItsName(root: Value, links: Chain["links"], call: Call, run: Run): Call | undefined {
  const from = links.length > 1 || call.target !== undefined ? root : run.resolve({ kind: "name", name: call.name });
  if (from.kind !== "name" || !from.name.includes(".")) return call;
  if (!from.name.startsWith("django.")) return undefined;
  return call.target === undefined ? { ...call, name: from.name.slice(from.name.lastIndexOf(".") + 1) } : call;
}

/** `RunSQL("…")`, `RunSQL(["…", ("… %s", [1])])`; the way back is not read. */
async function runSql(call: Call, run: Run): Promise<void> {
  const sql = run.resolve(argument(call, 0, "sql"));
  if (sql.kind === "member" && sql.name === "noop") return;
  for (const item of sql.kind === "list" ? sql.items : [sql]) {
    const one = run.resolve(item);
    await run.sql(one.kind === "list" ? one.items[0] : one, call);
  }
}

/** The way back, `reverse_code`, is not read. */
async function runPython(call: Call, run: Run): Promise<void> {
  const code = run.resolve(argument(call, 0, "code"));
  if (code.kind === "member" && code.name === "noop") return;
  if (!(await run.follow(code, APPS, SCHEMA_EDITOR))) run.emit(call, [unknown("RunPython runs code of its own")]);
}

async function readOperation(
  call: Call,
  run: Run,
  tableOf: (model: string) => string,
  history: FieldHistory,
): Promise<readonly Change[]> {
  const text = (index: number, ...keys: readonly string[]) => run.name(argument(call, index, ...keys));
  const table = tableOf(text(0, "model_name", "name"));
  switch (call.name) {
    case "CreateModel":
      return [{ kind: "create-table", table, certain: true }];
    case "DeleteModel":
      return [{ kind: "drop-table", table }];
    case "RenameModel":
      return [{ kind: "rename-table", table: tableOf(text(0, "old_name")), to: tableOf(text(1, "new_name")) }];
    case "AlterModelTable":
      return [{ kind: "rename-table", table, to: text(1, "table") }];
    case "AddField":
      return addField(
        table,
        text(1, "name"),
        argument(call, 2, "field"),
        flag(run, argument(call, 3, "preserve_default")) !== false,
        run,
      );
    case "RemoveField":
      return [{ kind: "drop-column", table, column: text(1, "name") }];
    case "RenameField":
      return [{ kind: "rename-column", table, column: text(1, "old_name"), to: text(2, "new_name") }];
    case "AlterField":
      return alterField(
        table,
        text(1, "name"),
        await history(text(0, "model_name"), text(1, "name")),
        factsOf(argument(call, 2, "field"), run),
      );
    case "AddIndex":
    case "AddIndexConcurrently":
      return [
        {
          kind: "create-index",
          table,
          name: nameOf(argument(call, 1, "index"), run),
          unique: false,
          blocking: run.dialect === "postgres" && call.name === "AddIndex",
        },
      ];
    case "RemoveIndex":
    case "RemoveIndexConcurrently":
      return [{ kind: "drop-index", table, name: text(1, "name") }];
    case "RenameIndex":
      return [
        {
          kind: "rename-object",
          type: "INDEX",
          name: `${table}.${run.name(call.named.get("old_name"))}`,
          to: run.name(call.named.get("new_name")),
        },
      ];
    case "AddConstraint":
    case "AddConstraintNotValid":
      return [addConstraint(table, call, run)];
    case "RemoveConstraint":
      return [{ kind: "drop-constraint", table, name: text(1, "name") }];
    case "AlterUniqueTogether": {
      const value = run.resolve(argument(call, 1, "unique_together"));
      const none =
        isNull(run, value) ||
        (value.kind === "call" && value.name === "set" && value.args.length === 0) ||
        (value.kind === "list" && value.items.length === 0);
      return [
        none
          ? { kind: "drop-constraint", table, name: "unique_together" }
          : { kind: "add-constraint", table, name: undefined, constraint: "unique", columns: [], deferred: false },
      ];
    }
    case "AlterOrderWithRespectTo":
      return [{ kind: "add-column", table, column: { name: "_order", notNull: true, filled: true }, certain: true }];
    case "CreateCollation":
      return [{ kind: "create-object", type: "COLLATION", name: text(0, "name") }];
    case "RemoveCollation":
      return [{ kind: "drop-object", type: "COLLATION", name: text(0, "name") }];
    case "CreateExtension":
      return [{ kind: "create-object", type: "EXTENSION", name: text(0, "name"), certain: false }];
    case "ValidateConstraint":
    case "AlterConstraint":
    case "AlterModelOptions":
    case "AlterModelManagers":
    case "AlterModelTableComment":
      return [{ kind: "setting", what: call.name, object: table }];
    default:
      return call.name.endsWith("Extension")
        ? [
            {
              kind: "create-object",
              type: "EXTENSION",
              name: call.name.replace("Extension", "").toLowerCase(),
              certain: false,
            },
          ]
        : [unknown(`${call.name} is not known`)];
  }
}

function nameOf(value: Value | undefined, run: Run): string | undefined {
  const resolved = run.resolve(value);
  const name = resolved.kind === "call" ? run.name(resolved.named.get("name")) : "?";
  return name === "?" ? undefined : name;
}

function addConstraint(table: string, call: Call, run: Run): Change {
  const value = run.resolve(argument(call, 1, "constraint"));
  const kinds = { UniqueConstraint: "unique", CheckConstraint: "check", ExclusionConstraint: "exclusion" } as const;
  const constraint =
    value.kind === "call" ? Object.entries(kinds).find(([name]) => name === value.name)?.[1] : undefined;
  if (constraint === undefined) return unknown("a constraint that cannot be read", table);
  return {
    kind: "add-constraint",
    table,
    name: nameOf(value, run),
    constraint,
    columns: [],
    deferred: call.name === "AddConstraintNotValid",
  };
}

// Django fills these with an empty string where `blank=True` and there is no default.
const TEXTUAL = /(Char|Text|Slug|Email|URL|File|FilePath|Image)Field$/;

/** @param keeps the default stays with the model; else it only fills the rows that are there */
function addField(table: string, name: string, value: Value | undefined, keeps: boolean, run: Run): readonly Change[] {
  const field = run.resolve(value);
  if (field.kind !== "call" || field.named.has("**"))
    return [unknown("a field that cannot be read", `${table}.${name}`)];
  if (field.name === "ManyToManyField") return [{ kind: "create-table", table: `${table}_${name}`, certain: true }];
  if (/^Generic(Foreign|Relation)/.test(field.name)) return [];
  const isTrue = (key: string) => flag(run, field.named.get(key)) === true;
  if (flag(run, field.named.get("null")) === "?")
    return [unknown("a nullability that cannot be read", `${table}.${name}`)];
  const relates = isRelation(field.name);
  const initial = field.named.get("default") ?? field.named.get("db_default");
  const column: NewColumn = {
    name: relates ? `${name}_id` : name,
    notNull: !isTrue("null"),
    filled:
      (keeps && initial !== undefined && !isNull(run, initial)) ||
      isTrue("auto_now") ||
      isTrue("auto_now_add") ||
      field.name === "GeneratedField" ||
      (isTrue("blank") && TEXTUAL.test(field.name)),
    unique:
      field.name === "OneToOneField" ||
      flag(run, field.named.get("unique")) === true ||
      flag(run, field.named.get("unique")) === "?",
    primaryKey: field.named.has("primary_key") && flag(run, field.named.get("primary_key")) !== false,
    references: relates && flag(run, field.named.get("db_constraint")) !== false,
  };
  return [{ kind: "add-column", table, column, certain: true }];
}

/** Other fields take nothing but their label by its place. */
function isRelation(type: string): boolean {
  return /(ForeignKey|OneToOneField|ManyToManyField)$/.test(type);
}

function alterField(
  table: string,
  column: string,
  before: FieldFacts | undefined,
  after: FieldFacts | undefined,
): readonly Change[] {
  if (before === undefined || after === undefined)
    return [{ kind: "unknown", reason: "what the field was before is not known", object: `${table}.${column}`, table }];
  const changes: Change[] = [];
  if (before.column !== after.column)
    changes.push({ kind: "rename-column", table, column: before.column ?? column, to: after.column ?? column });
  if (before.type !== after.type) changes.push({ kind: "change-type", table, column });
  if (before.notNull !== after.notNull)
    changes.push({ kind: after.notNull ? "set-not-null" : "drop-not-null", table, column });
  if (after.unique && !before.unique)
    changes.push({
      kind: "add-constraint",
      table,
      name: undefined,
      constraint: "unique",
      columns: [column],
      deferred: false,
    });
  if (before.unique && !after.unique) changes.push({ kind: "drop-constraint", table, name: `${column} unique` });
  if (after.index && !before.index)
    changes.push({ kind: "create-index", table, name: undefined, unique: false, blocking: false });
  if (before.index && !after.index) changes.push({ kind: "drop-index", table, name: column });
  return changes.length === 0 ? [{ kind: "setting", what: "AlterField", object: `${table}.${column}` }] : changes;
}

// Arguments that only Django itself looks at.
const NOT_IN_DATABASE = new Set([
  "null",
  "unique",
  "db_index",
  "db_column",
  "default",
  "blank",
  "verbose_name",
  "help_text",
  "choices",
  "validators",
  "editable",
  "error_messages",
  "related_name",
  "related_query_name",
  "limit_choices_to",
  "auto_now",
  "auto_now_add",
  "upload_to",
  "storage",
  "on_delete",
  "db_comment",
  "unique_for_date",
  "parent_link",
  "db_default",
]);

/** Undefined where the field is no call that can be read. */
export function factsOf(value: Value | undefined, run: Pick<Run, "resolve">): FieldFacts | undefined {
  const field = value === undefined ? undefined : run.resolve(value);
  if (field?.kind !== "call" || field.named.has("**")) return undefined;
  const isTrue = (key: string) => {
    const found = field.named.get(key);
    const resolved = found === undefined ? undefined : run.resolve(found);
    return resolved?.kind === "literal" && resolved.value === true;
  };
  const column = field.named.get("db_column");
  const columnName = column === undefined ? undefined : run.resolve(column);
  const shape = [...field.named]
    .filter(([key]) => !NOT_IN_DATABASE.has(key))
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => [key, run.resolve(inner)]);
  return {
    type: JSON.stringify(
      [
        field.name,
        shape,
        field.named.has("db_default"),
        (isRelation(field.name) ? field.args : []).map((inner) => run.resolve(inner)),
      ],
      (key, inner: unknown) => (key === "line" || key === "source" ? undefined : inner),
    ),
    notNull: !isTrue("null"),
    unique: isTrue("unique") || field.name === "OneToOneField",
    index: isTrue("db_index"),
    column: columnName?.kind === "text" ? columnName.text : undefined,
  };
}
