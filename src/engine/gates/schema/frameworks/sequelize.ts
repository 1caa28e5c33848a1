import { type Change, type ConstraintKind, type NewColumn, unknown } from "../change.ts";
import { entry, flag, isNull, isReadable, mayBeTrue, names, optionalName } from "../code/arguments.ts";
import type { Chain } from "../code/call-chain.ts";
import type { Framework, Run } from "../code/framework.ts";
import type { Call, Value } from "../code/program.ts";

export const QUERY_INTERFACE: Value = { kind: "handle", role: "queryInterface", table: undefined };

/** The QueryInterface of Sequelize. */
export const sequelize: Framework = {
  chain: readChain,
  operates: /^(drop|rename|change|remove|bulk)[A-Z]\w*$|^(truncate|destroy)$/,
};

async function readChain({ root, links, call }: Chain, run: Run): Promise<boolean> {
  if (call.name === "query" && call.target !== undefined) {
    await run.sql(sqlOf(run, call.args[0]), call);
    return true;
  }
  if (call.name === "transaction" && call.block !== undefined) {
    await run.block(call.block);
    return true;
  }
  if (root.kind !== "handle") return false;
  const first = links.find((link) => link.call !== undefined);
  if (first?.call === undefined) return false;
  const operation = OPERATIONS[first.name];
  if (operation !== undefined) run.emit(first.call, operation(first.call, run));
  else if (!READS.test(first.name))
    run.emit(first.call, [unknown(`queryInterface.${first.name} is an unknown operation`)]);
  // `.then(() => queryInterface.addIndex(…))`
  for (const link of links) if (link.name === "then") await run.block(link.call?.block);
  return true;
}

const READS = new RegExp(
  "^(describe|show|tableExists|select|rawSelect|get|quote|startTransaction|commitTransaction|transaction|" +
    "authenticate|fn|col|literal|escape|databaseVersion|then|catch)",
);

type Operation = (call: Call, run: Run) => readonly Change[];

const OPERATIONS: Readonly<Record<string, Operation>> = {
  createTable: (call, run) => [{ kind: "create-table", table: tableOf(run, call), certain: "likely" }],
  dropTable: (call, run) => [{ kind: "drop-table", table: tableOf(run, call) }],
  dropAllTables: () => [{ kind: "drop-object", type: "DATABASE", name: "?" }],
  dropAllSchemas: () => [{ kind: "drop-object", type: "DATABASE", name: "?" }],
  renameTable: (call, run) => [{ kind: "rename-table", table: tableOf(run, call), to: run.name(call.args[1]) }],
  addColumn: (call, run) => [addColumn(tableOf(run, call), run.name(call.args[1]), call.args[2], run)],
  removeColumn: (call, run) => [{ kind: "drop-column", table: tableOf(run, call), column: run.name(call.args[1]) }],
  renameColumn: (call, run) => [
    { kind: "rename-column", table: tableOf(run, call), column: run.name(call.args[1]), to: run.name(call.args[2]) },
  ],
  changeColumn: (call, run) => [{ kind: "change-type", table: tableOf(run, call), column: run.name(call.args[1]) }],
  addIndex,
  removeIndex: (call, run) => [
    { kind: "drop-index", table: tableOf(run, call), name: names(run, call.args[1]).join("_") },
  ],
  addConstraint,
  removeConstraint: (call, run) => [
    { kind: "drop-constraint", table: tableOf(run, call), name: run.name(call.args[1]) },
  ],
  bulkInsert: (call, run) => [{ kind: "insert", table: tableOf(run, call) }],
  insert: () => [{ kind: "insert", table: "?" }],
  upsert: (call, run) => [{ kind: "insert", table: tableOf(run, call) }],
  bulkUpdate: (call, run) => [{ kind: "update", table: tableOf(run, call), bounded: hasCondition(run, call.args[2]) }],
  bulkDelete: (call, run) => [{ kind: "delete", table: tableOf(run, call), bounded: hasCondition(run, call.args[1]) }],
  createSchema: (call, run) => [
    { kind: "create-object", type: "SCHEMA", name: run.name(call.args[0]), certain: false },
  ],
  dropSchema: (call, run) => [{ kind: "drop-object", type: "SCHEMA", name: run.name(call.args[0]) }],
  createDatabase: (call, run) => [
    { kind: "create-object", type: "DATABASE", name: run.name(call.args[0]), certain: false },
  ],
  dropDatabase: (call, run) => [{ kind: "drop-object", type: "DATABASE", name: run.name(call.args[0]) }],
  createFunction: (call, run) => [
    { kind: "create-object", type: "FUNCTION", name: run.name(call.args[0]), certain: false },
  ],
  dropFunction: (call, run) => [{ kind: "drop-object", type: "FUNCTION", name: run.name(call.args[0]) }],
  createTrigger: (call, run) => [
    { kind: "create-object", type: "TRIGGER", name: run.name(call.args[1]), certain: false },
  ],
  dropTrigger: (call, run) => [{ kind: "drop-object", type: "TRIGGER", name: run.name(call.args[1]) }],
  dropEnum: (call, run) => [{ kind: "drop-object", type: "TYPE", name: run.name(call.args[0]) }],
  dropAllEnums: () => [{ kind: "drop-object", type: "TYPE", name: "?" }],
};

/** The table that the first argument names: `"users"` or `{ tableName: "users", schema: "app" }`. */
function tableOf(run: Run, call: Call): string {
  const value = run.resolve(call.args[0]);
  const schema = run.name(entry(run, value, "schema"));
  const table = value.kind === "map" ? run.name(entry(run, value, "tableName")) : run.name(value);
  return schema === "?" || schema === "public" ? table : `${schema}.${table}`;
}

/** The SQL of a query: the text itself, or the `query` of `{ query: "…" }`. */
function sqlOf(run: Run, value: Value | undefined): Value | undefined {
  return entry(run, value, "query") ?? value;
}

function hasCondition(run: Run, value: Value | undefined): boolean {
  const where = run.resolve(value);
  return where.kind === "map" && (where.entries.size > 0 || where.open);
}

function addColumn(table: string, name: string, value: Value | undefined, run: Run): Change {
  const options = run.resolve(value);
  // A type without options is a nullable column: `Sequelize.STRING`.
  if (options.kind === "member" || options.kind === "call")
    return { kind: "add-column", table, column: { name, notNull: false, filled: false }, certain: true };
  const nullable = flag(run, entry(run, options, "allowNull"));
  if (!isReadable(run, options) || nullable === "?") return unknown("a column that cannot be read", `${table}.${name}`);
  const initial = entry(run, options, "defaultValue");
  const column: NewColumn = {
    name,
    notNull: nullable === false,
    filled:
      (initial !== undefined && !isNull(run, initial) && !isUndefined(run, initial)) ||
      flag(run, entry(run, options, "autoIncrement")) === true,
    unique: mayBeTrue(run, entry(run, options, "unique")),
    primaryKey: mayBeTrue(run, entry(run, options, "primaryKey")),
    references: entry(run, options, "references") !== undefined,
  };
  return { kind: "add-column", table, column, certain: true };
}

function isUndefined(run: Run, value: Value): boolean {
  const resolved = run.resolve(value);
  return resolved.kind === "name" && resolved.name === "undefined";
}

/** Reads `addIndex(table, fields, options)` and `addIndex(table, { fields, … })`. */
function addIndex(call: Call, run: Run): readonly Change[] {
  const table = tableOf(run, call);
  const second = run.resolve(call.args[1]);
  const options = second.kind === "map" ? second : run.resolve(call.args[2]);
  if (options.kind === "map" ? options.open : call.args.length > (second.kind === "map" ? 1 : 2))
    return [unknown("an index that cannot be read", table)];
  const type = run.name(entry(run, options, "type", "indicesType")).toUpperCase();
  return [
    {
      kind: "create-index",
      table,
      name: optionalName(run, entry(run, options, "name", "indexName")),
      unique: type === "UNIQUE" || mayBeTrue(run, entry(run, options, "unique")),
      blocking: run.dialect === "postgres" && flag(run, entry(run, options, "concurrently")) !== true,
    },
  ];
}

const KINDS: Readonly<Record<string, ConstraintKind>> = {
  unique: "unique",
  "foreign key": "foreign key",
  check: "check",
  "primary key": "primary key",
};

/** Reads `addConstraint(table, { fields, type, … })` and, of version 4, `addConstraint(table, fields, { type, … })`. */
function addConstraint(call: Call, run: Run): readonly Change[] {
  const table = tableOf(run, call);
  const second = run.resolve(call.args[1]);
  const options = second.kind === "map" ? second : run.resolve(call.args[2]);
  const type = run.name(entry(run, options, "type")).toLowerCase();
  if (type === "default")
    return [{ kind: "set-default", table, column: names(run, entry(run, options, "fields"))[0] ?? "?" }];
  const constraint = KINDS[type];
  if (constraint === undefined) return [unknown("a constraint that cannot be read", table)];
  return [
    {
      kind: "add-constraint",
      table,
      name: optionalName(run, entry(run, options, "name")),
      constraint,
      columns: names(run, second.kind === "map" ? entry(run, options, "fields") : second),
      deferred: false,
    },
  ];
}
