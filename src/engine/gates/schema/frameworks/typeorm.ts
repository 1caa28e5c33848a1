import { type Change, type NewColumn, unknown } from "../change.ts";
import { entry, flag, isNull, isReadable, mayBeTrue, names, optionalName } from "../code/arguments.ts";
import type { Chain } from "../code/call-chain.ts";
import type { Framework, Run } from "../code/framework.ts";
import type { Call, Value } from "../code/program.ts";

export const QUERY_RUNNER: Value = { kind: "handle", role: "queryRunner", table: undefined };

/** The QueryRunner of TypeORM. */
export const typeorm: Framework = { chain: readChain, operates: /^(drop|rename|change|clear)[A-Z]\w*$/ };

async function readChain({ root, links, call }: Chain, run: Run): Promise<boolean> {
  if (call.name === "query" && call.target !== undefined) {
    await run.sql(call.args[0], call);
    return true;
  }
  if (root.kind !== "handle") return false;
  if (links.length > 1) {
    const rows = builtQuery(links, run) ?? entityChange(links, call, run);
    if (rows !== undefined) run.emit(call, rows);
    // The entity manager and objects that it returns.
    else if (!READS.test(call.name))
      run.emit(call, [unknown(`the effect of queryRunner.${links.map(({ name }) => name).join(".")} is not known`)]);
    return true;
  }
  const operation = OPERATIONS[call.name];
  if (operation !== undefined) run.emit(call, operation(call, run));
  else if (!READS.test(call.name)) run.emit(call, [unknown(`queryRunner.${call.name} is an unknown operation`)]);
  return true;
}

/** Reads `manager.createQueryBuilder().update("user").set({…}).where(…).execute()`; undefined for other chains. */
function builtQuery(links: Chain["links"], run: Run): readonly Change[] | undefined {
  const called = (...names: readonly string[]) =>
    links.find(({ name, call }) => call !== undefined && names.includes(name))?.call;
  if (called("createQueryBuilder") === undefined || called("execute") === undefined) return undefined;
  const table = run.name(called("from", "into", "update")?.args[0]);
  const bounded = called("where", "whereInIds") !== undefined;
  if (called("delete", "softDelete") !== undefined) return [{ kind: "delete", table, bounded }];
  if (called("update", "restore") !== undefined) return [{ kind: "update", table, bounded }];
  return called("insert") === undefined ? undefined : [{ kind: "insert", table }];
}

/**
 * Reads `manager.update("user", criteria, values)` and `manager.getRepository("user").update(criteria, values)`;
 * undefined for other chains.
 */
function entityChange(links: Chain["links"], call: Call, run: Run): readonly Change[] | undefined {
  const before = links.at(-2);
  const repository = before?.name === "getRepository" ? before.call : undefined;
  if (repository === undefined && before?.name !== "manager") return undefined;
  const [entity, criteria] = repository === undefined ? call.args : [repository.args[0], ...call.args];
  const table = run.name(entity);
  if (["insert", "upsert"].includes(call.name)) return [{ kind: "insert", table }];
  if (call.name === "clear") return [{ kind: "truncate", table }];
  if (call.name !== "update" && call.name !== "delete") return undefined;
  const which = run.resolve(criteria);
  return [
    {
      kind: call.name,
      table,
      bounded: which.kind === "map" ? which.entries.size > 0 : ["literal", "text", "list"].includes(which.kind),
    },
  ];
}

const READS = /^(has|get|is|start|commit|rollback|connect|release|find|count|exist|log|then|stream|enable|disable)/;

type Operation = (call: Call, run: Run) => readonly Change[];

const addPrimaryKey: Operation = (call, run) => [
  {
    kind: "add-constraint",
    table: nameOf(run, call.args[0]),
    name: undefined,
    constraint: "primary key",
    columns: [],
    deferred: false,
  },
];

const OPERATIONS: Readonly<Record<string, Operation>> = {
  createTable: (call, run) => [
    {
      kind: "create-table",
      table: nameOf(run, call.args[0]),
      certain: flag(run, call.args[1]) === undefined || flag(run, call.args[1]) === false || "likely",
    },
  ],
  dropTable: (call, run) => [{ kind: "drop-table", table: nameOf(run, call.args[0]) }],
  renameTable: (call, run) => [{ kind: "rename-table", table: nameOf(run, call.args[0]), to: run.name(call.args[1]) }],
  clearTable: (call, run) => [{ kind: "truncate", table: nameOf(run, call.args[0]) }],
  addColumn: forEachPart((table, value, run) => addColumn(table, value, run)),
  addColumns: forEachPart((table, value, run) => addColumn(table, value, run)),
  dropColumn: forEachPart((table, value, run) => ({ kind: "drop-column", table, column: nameOf(run, value) })),
  dropColumns: forEachPart((table, value, run) => ({ kind: "drop-column", table, column: nameOf(run, value) })),
  renameColumn: (call, run) => [
    {
      kind: "rename-column",
      table: nameOf(run, call.args[0]),
      column: nameOf(run, call.args[1]),
      to: nameOf(run, call.args[2]),
    },
  ],
  changeColumn: (call, run) => [
    { kind: "change-type", table: nameOf(run, call.args[0]), column: nameOf(run, call.args[1]) },
  ],
  changeColumns: (call, run) => [{ kind: "change-type", table: nameOf(run, call.args[0]), column: "?" }],
  createIndex: forEachPart(createIndex),
  createIndices: forEachPart(createIndex),
  dropIndex: forEachPart((table, value, run) => ({ kind: "drop-index", table, name: nameOf(run, value) })),
  dropIndices: forEachPart((table, value, run) => ({ kind: "drop-index", table, name: nameOf(run, value) })),
  createPrimaryKey: addPrimaryKey,
  updatePrimaryKeys: addPrimaryKey,
  dropPrimaryKey: (call, run) => [
    { kind: "drop-constraint", table: nameOf(run, call.args[0]), name: "PRIMARY KEY", constraint: "primary key" },
  ],
  ...Object.fromEntries(
    (
      [
        ["ForeignKey", "foreign key"],
        ["UniqueConstraint", "unique"],
        ["CheckConstraint", "check"],
        ["ExclusionConstraint", "exclusion"],
      ] as const
    ).flatMap(([name, constraint]) => {
      const add = forEachPart((table, value, run) => ({
        kind: "add-constraint",
        table,
        name: optionalName(run, entry(run, options(run, value), "name")),
        constraint,
        columns: names(run, entry(run, options(run, value), "columnNames")),
        deferred: false,
      }));
      const drop = forEachPart((table, value, run) => ({ kind: "drop-constraint", table, name: nameOf(run, value) }));
      return [
        [`create${name}`, add],
        [`create${name}s`, add],
        [`drop${name}`, drop],
        [`drop${name}s`, drop],
      ];
    }),
  ),
  createView: (call, run) => [{ kind: "create-object", type: "VIEW", name: nameOf(run, call.args[0]) }],
  dropView: (call, run) => [{ kind: "drop-object", type: "VIEW", name: nameOf(run, call.args[0]) }],
  createSchema: (call, run) => [
    { kind: "create-object", type: "SCHEMA", name: run.name(call.args[0]), certain: false },
  ],
  dropSchema: (call, run) => [{ kind: "drop-object", type: "SCHEMA", name: run.name(call.args[0]) }],
  createDatabase: (call, run) => [
    { kind: "create-object", type: "DATABASE", name: run.name(call.args[0]), certain: false },
  ],
  dropDatabase: (call, run) => [{ kind: "drop-object", type: "DATABASE", name: run.name(call.args[0]) }],
  clearDatabase: () => [{ kind: "drop-object", type: "DATABASE", name: "?" }],
  changeTableComment: (call, run) => [{ kind: "setting", what: "COMMENT", object: nameOf(run, call.args[0]) }],
};

/** An operation with a table and one or more of its parts as its arguments: one change for each part. */
function forEachPart(change: (table: string, value: Value, run: Run) => Change): Operation {
  return (call, run) => {
    const table = nameOf(run, call.args[0]);
    const parts = run.resolve(call.args[1]);
    return (parts.kind === "list" ? parts.items : [parts]).map((part) => change(table, run.resolve(part), run));
  };
}

/** The options of a part: `new TableColumn({ … })`, or the options alone. */
function options(run: Run, value: Value | undefined): Value {
  const resolved = run.resolve(value);
  return resolved.kind === "call" ? run.resolve(resolved.args[0]) : resolved;
}

function nameOf(run: Run, value: Value | undefined): string {
  const resolved = run.resolve(value);
  return resolved.kind === "text" ? run.name(resolved) : run.name(entry(run, options(run, resolved), "name"));
}

function addColumn(table: string, value: Value, run: Run): Change {
  const given = options(run, value);
  const nullable = flag(run, entry(run, given, "isNullable"));
  if (!isReadable(run, given) || nullable === "?") return unknown("a column that cannot be read", table);
  const is = (key: string) => mayBeTrue(run, entry(run, given, key));
  const initial = entry(run, given, "default");
  const column: NewColumn = {
    name: run.name(entry(run, given, "name")),
    // Columns of TypeORM are NOT NULL by default.
    notNull: nullable !== true,
    filled:
      (initial !== undefined && !isNull(run, initial) && run.name(initial).toUpperCase() !== "NULL") ||
      is("isGenerated") ||
      entry(run, given, "asExpression") !== undefined,
    unique: is("isUnique"),
    primaryKey: is("isPrimary"),
  };
  return { kind: "add-column", table, column, certain: true };
}

function createIndex(table: string, value: Value, run: Run): Change {
  const given = options(run, value);
  if (given.kind === "map" && given.open) return unknown("an index that cannot be read", table);
  return {
    kind: "create-index",
    table,
    name: optionalName(run, entry(run, given, "name")),
    unique: mayBeTrue(run, entry(run, given, "isUnique")),
    blocking: run.dialect === "postgres" && flag(run, entry(run, given, "isConcurrent")) !== true,
  };
}
