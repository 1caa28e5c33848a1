import { type Change, type NewColumn, unknown } from "../change.ts";
import { argument, flag, isNull, mayBeTrue, names, optionalName } from "../code/arguments.ts";
import type { Chain } from "../code/call-chain.ts";
import type { Framework, Run } from "../code/framework.ts";
import type { Call, Value } from "../code/program.ts";

const OP: Value = { kind: "handle", role: "op", table: undefined };

/** Operations of an Alembic script. */
export const alembic: Framework = {
  handles: new Map([
    ["op", OP],
    ["alembic.op", OP],
  ]),
  harmless: new Set(["inspect", "from_engine", "reflect", "Table", "MetaData", "has_table", "has_column", "print"]),
  operates: /^(drop|rename|alter)_\w+$/,
  chain: readChain,
};

async function readChain(chain: Chain, run: Run): Promise<boolean> {
  const { call } = chain;
  // `import alembic`
  const viaPackage = chain.root.kind === "name" && chain.root.name === "alembic" && chain.links[0]?.name === "op";
  const [root, links] = viaPackage ? [OP, chain.links.slice(1)] : [chain.root, chain.links];
  const bare =
    links[0]?.call?.target === undefined ? run.resolve({ kind: "name", name: links[0]?.name ?? "" }) : undefined;
  // `from alembic.op import drop_table`
  const imported =
    bare?.kind === "name" && bare.name.startsWith("alembic.op.") ? bare.name.slice("alembic.op.".length) : undefined;
  const [first] = links;
  if (first !== undefined && (root.kind === "handle" || imported !== undefined)) {
    const handled = await readOperation(imported ?? first.name, first.call, root, run);
    if (handled && links.length === 1) return true;
  }
  return readExecution(call, run);
}

type Reader = (call: Call, run: Run) => readonly Change[];

/**
 * Emits the changes of an operation; false where the call is no operation. The operations of a batch do not name its
 * table.
 */
async function readOperation(name: string, call: Call | undefined, root: Value, run: Run): Promise<boolean> {
  if (call === undefined || name === "execute") return false;
  const table = root.kind === "handle" ? root.table : undefined;
  if (name === "batch_alter_table") {
    if (call.named.has("copy_from"))
      run.emit(call, [
        unknown("recreates the table from another definition", run.name(argument(call, 0, "table_name"))),
      ]);
    await run.block(call.block, { kind: "handle", role: "op", table: run.name(argument(call, 0, "table_name")) });
    return true;
  }
  if (READS.has(name)) {
    // `with op.get_context().autocommit_block():`
    return call.block === undefined;
  }
  const reader = OPERATIONS[name];
  run.emit(
    call,
    reader === undefined
      ? [unknown(`op.${name} is an unknown operation`)]
      : reader(table === undefined ? call : withTable(name, call, table), run),
  );
  return true;
}

const READS = new Set(["get_bind", "get_context", "f", "inline_literal", "impl"]);

/** An operation of a batch with the table added, as it would be written outside of the batch. */
function withTable(name: string, call: Call, table: string): Call {
  const value: Value = { kind: "text", text: table, line: call.line };
  const [first, ...rest] = call.args;
  const named = new Map([...call.named, ["table_name", value], ["source_table", value]]);
  if (["add_column", "drop_column", "alter_column"].includes(name)) return { ...call, args: [value, ...call.args] };
  return { ...call, named, args: first === undefined ? [] : [first, value, ...rest] };
}

const OPERATIONS: Readonly<Record<string, Reader>> = {
  create_table: (call, run) => [
    {
      kind: "create-table",
      table: qualified(call, run, argument(call, 0, "table_name")),
      certain: flag(run, call.named.get("if_not_exists")) === undefined,
    },
  ],
  drop_table: (call, run) => [{ kind: "drop-table", table: qualified(call, run, argument(call, 0, "table_name")) }],
  rename_table: (call, run) => [
    {
      kind: "rename-table",
      table: qualified(call, run, argument(call, 0, "old_table_name")),
      to: run.name(argument(call, 1, "new_table_name")),
    },
  ],
  add_column: (call, run) =>
    addColumn(qualified(call, run, argument(call, 0, "table_name")), argument(call, 1, "column"), call, run),
  drop_column: (call, run) => [
    {
      kind: "drop-column",
      table: qualified(call, run, argument(call, 0, "table_name")),
      column: run.name(argument(call, 1, "column_name")),
    },
  ],
  alter_column: alterColumn,
  create_index: (call, run) => [
    {
      kind: "create-index",
      table: qualified(call, run, argument(call, 1, "table_name")),
      name: run.name(argument(call, 0, "index_name")),
      unique: mayBeTrue(run, call.named.get("unique")),
      blocking: run.dialect === "postgres" && flag(run, call.named.get("postgresql_concurrently")) !== true,
      certain: flag(run, call.named.get("if_not_exists")) === undefined,
    },
  ],
  drop_index: (call, run) => [
    {
      kind: "drop-index",
      table: optionalName(run, argument(call, 1, "table_name")),
      name: run.name(argument(call, 0, "index_name")),
    },
  ],
  create_foreign_key: (call, run) => [
    {
      kind: "add-constraint",
      constraint: "foreign key",
      name: optionalName(run, argument(call, 0, "constraint_name")),
      table: qualified(call, run, argument(call, 1, "source_table"), "source_schema"),
      columns: names(run, argument(call, 3, "local_cols")),
      deferred: notValid(call, run),
    },
  ],
  create_unique_constraint: constraint("unique"),
  create_check_constraint: constraint("check"),
  create_exclude_constraint: constraint("exclusion"),
  create_primary_key: constraint("primary key"),
  drop_constraint: (call, run) => [
    {
      kind: "drop-constraint",
      table: qualified(call, run, argument(call, 1, "table_name")),
      name: run.name(argument(call, 0, "constraint_name")),
      ...(run.name(argument(call, 2, "type_")) === "primary" ? { constraint: "primary key" as const } : {}),
    },
  ],
  create_table_comment: (call, run) => [{ kind: "setting", what: "COMMENT", object: run.name(call.args[0]) }],
  drop_table_comment: (call, run) => [{ kind: "setting", what: "COMMENT", object: run.name(call.args[0]) }],
  bulk_insert: (call, run) => [{ kind: "insert", table: tableOf(run, call.args[0]) }],
};

function constraint(kind: "unique" | "check" | "exclusion" | "primary key"): Reader {
  return (call, run) => [
    {
      kind: "add-constraint",
      constraint: kind,
      name: optionalName(run, argument(call, 0, "constraint_name")),
      table: qualified(call, run, argument(call, 1, "table_name")),
      columns: kind === "check" ? [] : names(run, argument(call, 2, "columns")),
      deferred: notValid(call, run),
    },
  ];
}

function notValid(call: Call, run: Run): boolean {
  return flag(run, call.named.get("postgresql_not_valid")) === true;
}

/** The name of a table, with its schema unless that is `public`. */
function qualified(call: Call, run: Run, value: Value | undefined, key = "schema"): string {
  const schema = optionalName(run, call.named.get(key));
  return schema === undefined || schema === "public" ? run.name(value) : `${schema}.${run.name(value)}`;
}

function addColumn(table: string, value: Value | undefined, call: Call, run: Run): readonly Change[] {
  const column = run.resolve(value);
  if (column.kind !== "call" || !column.name.endsWith("Column"))
    return [unknown("a column that cannot be read", table)];
  const definition = readColumn(column, run);
  if (definition === undefined) return [unknown("a column that cannot be read", table)];
  return [{ kind: "add-column", table, column: definition, certain: call.named.get("if_not_exists") === undefined }];
}

function readColumn(call: Call, run: Run): NewColumn | undefined {
  const primaryKey = flag(run, call.named.get("primary_key"));
  const nullable = flag(run, call.named.get("nullable"));
  if (nullable === "?" || primaryKey === "?" || call.named.has("**")) return undefined;
  const inner = call.args
    .map((argument) => run.resolve(argument))
    .flatMap((argument) => (argument.kind === "call" ? [argument.name] : []));
  const initial = call.named.get("server_default");
  return {
    name: run.name(argument(call, 0, "name")),
    notNull: nullable === false,
    filled:
      (initial !== undefined && !isNullDefault(run, initial)) ||
      inner.includes("Computed") ||
      inner.includes("Identity"),
    unique: mayBeTrue(run, call.named.get("unique")),
    primaryKey: primaryKey === true,
    check: inner.includes("CheckConstraint"),
    references: inner.includes("ForeignKey"),
  };
}

function alterColumn(call: Call, run: Run): readonly Change[] {
  const table = qualified(call, run, argument(call, 0, "table_name"));
  const column = run.name(argument(call, 1, "column_name"));
  const changes: Change[] = [];
  const to = call.named.get("new_column_name");
  if (to !== undefined) changes.push({ kind: "rename-column", table, column, to: run.name(to) });
  if (call.named.has("type_")) changes.push({ kind: "change-type", table, column });
  const nullable = argument(call, 2, "nullable");
  const allowsNull = flag(run, nullable);
  if (allowsNull === "?") changes.push(unknown("nullability that cannot be read", `${table}.${column}`));
  else if (allowsNull !== undefined)
    changes.push({ kind: allowsNull ? "drop-not-null" : "set-not-null", table, column });
  const initial = call.named.get("server_default");
  // In Alembic, `server_default=False` leaves the default unchanged.
  if (initial !== undefined && flag(run, initial) !== false)
    changes.push({ kind: isNullDefault(run, initial) ? "drop-default" : "set-default", table, column });
  return changes.length === 0 ? [{ kind: "setting", what: "ALTER COLUMN", object: `${table}.${column}` }] : changes;
}

/** True for a default of `None` or `sa.text("NULL")`. */
function isNullDefault(run: Run, initial: Value): boolean {
  return isNull(run, initial) || run.name(initial).toUpperCase() === "NULL";
}

const EXECUTES = new Set(["execute", "exec_driver_sql", "executescript", "executemany", "scalar", "scalars"]);

/**
 * Emits the changes of calls that execute SQL (`op.execute(…)`, `conn.execute(…)`) or create or drop an enum or table
 * object; false for other calls.
 */
async function readExecution(call: Call, run: Run): Promise<boolean> {
  if (EXECUTES.has(call.name) && call.target !== undefined) {
    const value = run.resolve(argument(call, 0, "sqltext", "statement", "clause"));
    const changes = value.kind === "call" ? expressionChange(value, run) : undefined;
    if (changes === undefined) await run.sql(value, call);
    else if (changes.length > 0) run.emit(call, changes);
    return true;
  }
  if (
    (call.name !== "create" && call.name !== "drop") ||
    call.target === undefined ||
    call.args.length + call.named.size === 0
  )
    return false;
  const target = run.resolve(call.target);
  const isType = target.kind === "call" && /enum$/i.test(target.name);
  const name = target.kind === "call" ? run.name(target.named.get("name") ?? target.args[0]) : "?";
  const type = { type: "TYPE", name: target.kind === "call" ? run.name(target.named.get("name")) : "?" };
  if (isType)
    run.emit(call, [
      call.name === "create" ? { kind: "create-object", ...type, certain: false } : { kind: "drop-object", ...type },
    ]);
  else if (call.name === "drop") run.emit(call, [{ kind: "drop-table", table: name }]);
  else return false;
  return true;
}

/**
 * The changes of an SQLAlchemy expression, undefined for other calls: `sa.update(users).where(…)`, `users.delete()`.
 */
function expressionChange(call: Call, run: Run): readonly Change[] | undefined {
  const calls: Call[] = [];
  for (
    let at: Value | undefined = call;
    at?.kind === "call";
    at = at.target === undefined ? undefined : run.resolve(at.target)
  )
    calls.push(at);
  const ddl = /^(Create|Drop)(Schema|Sequence|Table|View|Index)$/.exec(call.name);
  if (ddl !== null) {
    const type = (ddl[2] ?? "").toUpperCase();
    const name = run.name(call.args[0]);
    return [
      ddl[1] === "Create" ? { kind: "create-object", type, name, certain: false } : { kind: "drop-object", type, name },
    ];
  }
  const verb = calls.findLast(({ name }) => ["select", "insert", "update", "delete"].includes(name));
  if (verb === undefined) return undefined;
  const table = tableOf(run, verb.args[0] ?? verb.target);
  if (verb.name === "select") return [];
  if (verb.name === "insert") return [{ kind: "insert", table }];
  return [
    {
      kind: verb.name === "update" ? "update" : "delete",
      table,
      bounded: calls.some(({ name }) => name === "where" || name === "filter"),
    },
  ];
}

function tableOf(run: Run, value: Value | undefined): string {
  const table = run.resolve(value);
  return table.kind === "call" ? run.name(table.args[0]) : "?";
}
