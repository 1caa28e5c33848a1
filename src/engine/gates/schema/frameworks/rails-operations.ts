// The changes of the methods of a Rails migration to existing tables.
import { type Change, type ConstraintKind, unknown } from "../change.ts";
import { argument, flag, mayBeTrue, names } from "../code/arguments.ts";
import type { Run } from "../code/framework.ts";
import type { Call, Value } from "../code/program.ts";
import { addColumn, addReference, addTimestamps, changeDefault, changeNull, removeReference } from "./rails-columns.ts";

type Operation = (call: Call, run: Run) => readonly Change[];

export const OPERATIONS: Readonly<Record<string, Operation>> = {
  add_column: (call, run) => [addColumn(run.name(call.args[0]), run.name(call.args[1]), call, run)],
  add_columns: (call, run) =>
    call.args.slice(1).map((name) => addColumn(run.name(call.args[0]), run.name(name), call, run)),
  add_reference: addReference,
  add_belongs_to: addReference,
  add_timestamps: addTimestamps,
  remove_column: (call, run) => [
    { kind: "drop-column", table: run.name(call.args[0]), column: run.name(call.args[1]) },
  ],
  remove_columns: (call, run) =>
    call.args.slice(1).map((name) => ({ kind: "drop-column", table: run.name(call.args[0]), column: run.name(name) })),
  remove_reference: removeReference,
  remove_belongs_to: removeReference,
  remove_timestamps: (call, run) => [{ kind: "drop-column", table: run.name(call.args[0]), column: "created_at" }],
  rename_column: (call, run) => [
    {
      kind: "rename-column",
      table: run.name(call.args[0]),
      column: run.name(call.args[1]),
      to: run.name(call.args[2]),
    },
  ],
  rename_table: (call, run) => [{ kind: "rename-table", table: run.name(call.args[0]), to: run.name(call.args[1]) }],
  rename_index: (call, run) => [
    {
      kind: "rename-object",
      type: "INDEX",
      name: `${run.name(call.args[0])}.${run.name(call.args[1])}`,
      to: run.name(call.args[2]),
    },
  ],
  change_column: (call, run) => [
    { kind: "change-type", table: run.name(call.args[0]), column: run.name(call.args[1]) },
  ],
  change_column_null: (call, run) => changeNull(run.name(call.args[0]), run.name(call.args[1]), call.args[2], run),
  change_column_default: (call, run) =>
    changeDefault(run.name(call.args[0]), run.name(call.args[1]), argument(call, 2, "to"), run),
  change_column_comment: setting("COMMENT"),
  change_table_comment: setting("COMMENT"),
  add_index: addIndex,
  remove_index: (call, run) => [{ kind: "drop-index", table: run.name(call.args[0]), name: indexName(call, run) }],
  add_foreign_key: (call, run) => [constraint("foreign key", call, run, foreignKeyColumns(call, run))],
  add_check_constraint: (call, run) => [constraint("check", call, run, [])],
  add_exclusion_constraint: (call, run) => [constraint("exclusion", call, run, [])],
  add_unique_constraint: (call, run) => [constraint("unique", call, run, names(run, call.args[1]))],
  add_unique_key: (call, run) => [constraint("unique", call, run, names(run, call.args[1]))],
  // Methods of GitLab.
  add_concurrent_index: (call, run) =>
    addIndex(
      {
        ...call,
        named: new Map([...call.named, ["algorithm", { kind: "text", text: "concurrently", line: call.line }]]),
      },
      run,
    ),
  add_concurrent_foreign_key: (call, run) => [constraint("foreign key", call, run, foreignKeyColumns(call, run))],
  add_text_limit: (call, run) => [constraint("check", call, run, [])],
  add_not_null_constraint: (call, run) => [constraint("check", call, run, [])],
  remove_concurrent_index: (call, run) => [
    { kind: "drop-index", table: run.name(call.args[0]), name: indexName(call, run) },
  ],
  remove_concurrent_index_by_name: (call, run) => [
    { kind: "drop-index", table: run.name(call.args[0]), name: run.name(call.args[1]) },
  ],
  remove_foreign_key_if_exists: dropConstraint,
  remove_text_limit: dropConstraint,
  remove_foreign_key: dropConstraint,
  remove_check_constraint: dropConstraint,
  remove_exclusion_constraint: dropConstraint,
  remove_unique_constraint: dropConstraint,
  remove_unique_key: dropConstraint,
  validate_foreign_key: setting("VALIDATE CONSTRAINT"),
  validate_check_constraint: setting("VALIDATE CONSTRAINT"),
  validate_constraint: setting("VALIDATE CONSTRAINT"),
  drop_join_table: (call, run) => [
    {
      kind: "drop-table",
      table: call.args
        .slice(0, 2)
        .map((name) => run.name(name))
        .sort()
        .join("_"),
    },
  ],
  enable_extension: create("EXTENSION"),
  disable_extension: drop("EXTENSION"),
  create_enum: create("TYPE"),
  drop_enum: drop("TYPE"),
  add_enum_value: (call, run) => [
    { kind: "create-object", type: "ENUM VALUE", name: `${run.name(call.args[0])}.${run.name(call.args[1])}` },
  ],
  rename_enum: (call, run) => [
    { kind: "rename-object", type: "TYPE", name: run.name(call.args[0]), to: run.name(argument(call, 1, "to")) },
  ],
  rename_enum_value: (call, run) => [
    {
      kind: "rename-object",
      type: "ENUM VALUE",
      name: `${run.name(call.args[0])}.${run.name(call.named.get("from"))}`,
      to: run.name(call.named.get("to")),
    },
  ],
  create_schema: create("SCHEMA"),
  drop_schema: drop("SCHEMA"),
  create_view: create("VIEW"),
  drop_view: drop("VIEW"),
  create_function: create("FUNCTION"),
  drop_function: drop("FUNCTION"),
  create_trigger: create("TRIGGER"),
  drop_trigger: drop("TRIGGER"),
  create_virtual_table: (call, run) => [{ kind: "create-table", table: run.name(call.args[0]), certain: true }],
  update_view: (call, run) => [unknown("replaces the definition of a view", run.name(call.args[0]))],
};

// Methods inside of a `change_table` block, and their names outside of it.
const IN_TABLE: Readonly<Record<string, string>> = {
  references: "add_reference",
  belongs_to: "add_reference",
  timestamps: "add_timestamps",
  index: "add_index",
  remove: "remove_columns",
  remove_references: "remove_reference",
  remove_belongs_to: "remove_reference",
  remove_timestamps: "remove_timestamps",
  remove_index: "remove_index",
  rename: "rename_column",
  rename_index: "rename_index",
  change: "change_column",
  change_default: "change_column_default",
  change_null: "change_column_null",
  foreign_key: "add_foreign_key",
  remove_foreign_key: "remove_foreign_key",
  check_constraint: "add_check_constraint",
  remove_check_constraint: "remove_check_constraint",
  unique_constraint: "add_unique_constraint",
  exclusion_constraint: "add_exclusion_constraint",
  column: "add_column",
};

const TYPES = new RegExp(
  "^(string|text|integer|bigint|float|decimal|numeric|datetime|timestamp|timestamptz|time|date|binary|blob|boolean|" +
    "bool|json|jsonb|uuid|inet|cidr|macaddr|hstore|citext|xml|tsvector|tsquery|bit|bit_varying|money|interval|enum|" +
    String.raw`point|line|lseg|box|path|polygon|circle|int\w*range|num\w*range|ts\w*range|daterange|int8range|vector|` +
    String.raw`virtual|unsigned_\w+|tiny\w+|medium\w+|long\w+|oid|ltree|geometry|geography|st_point|attachment|` +
    "rich_text|primary_key)$",
);

/**
 * The changes of a call in a `change_table` block, such as `t.string :name`. Each list in the result is one statement.
 */
export function tableCalls(call: Call, table: string, run: Run): readonly (readonly Change[])[] {
  const value: Value = { kind: "text", text: table, line: call.line };
  const operation = OPERATIONS[IN_TABLE[call.name] ?? ""];
  if (operation !== undefined) return [operation({ ...call, args: [value, ...call.args] }, run)];
  if (TYPES.test(call.name)) return call.args.map((name) => [addColumn(table, run.name(name), call, run)]);
  return call.name.endsWith("?") ? [] : [[unknown(`t.${call.name} is an unknown operation`, table)]];
}

function addIndex(call: Call, run: Run): readonly Change[] {
  const concurrent = run.name(call.named.get("algorithm")) === "concurrently";
  if (call.named.has("**")) return [unknown("an index that cannot be read", run.name(call.args[0]))];
  return [
    {
      kind: "create-index",
      table: run.name(call.args[0]),
      name: indexName(call, run),
      unique: mayBeTrue(run, call.named.get("unique")),
      blocking: run.dialect === "postgres" && !concurrent,
      certain: !call.named.has("if_not_exists"),
    },
  ];
}

/** The `name:` of an index, or the name that Rails makes of its table and columns. */
function indexName(call: Call, run: Run): string {
  const name = call.named.get("name");
  if (name !== undefined) return run.name(name);
  return `index_${run.name(call.args[0])}_on_${names(run, argument(call, 1, "column")).join("_and_")}`;
}

function constraint(kind: ConstraintKind, call: Call, run: Run, columns: readonly string[]): Change {
  const name = call.named.get("name");
  const deferred = flag(run, call.named.get("validate")) === false || call.named.has("using_index");
  return {
    kind: "add-constraint",
    table: run.name(call.args[0]),
    name: name === undefined ? undefined : run.name(name),
    constraint: kind,
    columns,
    deferred,
  };
}

/**
 * The `column:` of a foreign key, or the column that Rails takes by default: the singular of the other table and
 * `_id`.
 */
function foreignKeyColumns(call: Call, run: Run): readonly string[] {
  const column = call.named.get("column");
  return [
    column === undefined ? `${run.name(call.args[1]).replace(/ies$/, "y").replace(/s$/, "")}_id` : run.name(column),
  ];
}

function dropConstraint(call: Call, run: Run): readonly Change[] {
  return [
    {
      kind: "drop-constraint",
      table: run.name(call.args[0]),
      name: run.name(argument(call, 1, "name", "column", "to_table")),
    },
  ];
}

function create(type: string): Operation {
  return (call, run) => [{ kind: "create-object", type, name: run.name(call.args[0]), certain: false }];
}

function drop(type: string): Operation {
  return (call, run) => [{ kind: "drop-object", type, name: run.name(call.args[0]) }];
}

function setting(what: string): Operation {
  return (call, run) => [{ kind: "setting", what, object: run.name(call.args[0]) }];
}
