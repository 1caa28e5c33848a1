// Fields of Django models: the operations that add or alter one, and the comparison of two definitions.
import { type Change, type NewColumn, unknown } from "../change.ts";
import { flag, isNull, mayBeTrue } from "../code/arguments.ts";
import type { Run } from "../code/framework.ts";
import type { Value } from "../code/program.ts";

/**
 * Looks up a field as it was before the migration. The case of both names is ignored. Undefined where it is not known.
 */
export type FieldHistory = (model: string, field: string) => Promise<FieldFacts | undefined>;

/** The parts of a field that define its column. */
export interface FieldFacts {
  /** Class and arguments of the field in one string, to compare two definitions. */
  readonly type: string;
  readonly notNull: boolean;
  readonly unique: boolean;
  readonly index: boolean;
  readonly column: string | undefined;
}

// With `blank=True` and no default, Django fills these fields with an empty string.
const TEXTUAL = /(Char|Text|Slug|Email|URL|File|FilePath|Image)Field$/;

/**
 * The change of AddField.
 * @param keepsDefault false where the default of the field fills existing rows only (`preserve_default=False`)
 */
export function addField(
  table: string,
  name: string,
  value: Value | undefined,
  keepsDefault: boolean,
  run: Run,
): readonly Change[] {
  const field = run.resolve(value);
  if (field.kind !== "call" || field.named.has("**"))
    return [unknown("a field that cannot be read", `${table}.${name}`)];
  if (field.name === "ManyToManyField") return [{ kind: "create-table", table: `${table}_${name}`, certain: true }];
  if (/^Generic(Foreign|Relation)/.test(field.name)) return [];
  const isTrue = (key: string) => flag(run, field.named.get(key)) === true;
  if (flag(run, field.named.get("null")) === "?")
    return [unknown("nullability that cannot be read", `${table}.${name}`)];
  const relates = isRelation(field.name);
  const initial = field.named.get("default") ?? field.named.get("db_default");
  const column: NewColumn = {
    name: relates ? `${name}_id` : name,
    notNull: !isTrue("null"),
    filled:
      (keepsDefault && initial !== undefined && !isNull(run, initial)) ||
      isTrue("auto_now") ||
      isTrue("auto_now_add") ||
      field.name === "GeneratedField" ||
      (isTrue("blank") && TEXTUAL.test(field.name)),
    unique: field.name === "OneToOneField" || mayBeTrue(run, field.named.get("unique")),
    primaryKey: mayBeTrue(run, field.named.get("primary_key")),
    references: relates && flag(run, field.named.get("db_constraint")) !== false,
  };
  return [{ kind: "add-column", table, column, certain: true }];
}

/** True for fields whose positional arguments define the column. Other fields only take their label as such. */
function isRelation(type: string): boolean {
  return /(ForeignKey|OneToOneField|ManyToManyField)$/.test(type);
}

/** The changes of AlterField: the differences between the two definitions. */
export function alterField(
  table: string,
  column: string,
  before: FieldFacts | undefined,
  after: FieldFacts | undefined,
): readonly Change[] {
  if (before === undefined || after === undefined)
    return [
      {
        kind: "unknown",
        reason: "the definition of the field before the change is not known",
        object: `${table}.${column}`,
        table,
      },
    ];
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

// Arguments that are not part of the type of a column: Django uses them itself, or `FieldFacts` lists them.
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

/** The facts of a field; undefined where its definition cannot be read. */
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
