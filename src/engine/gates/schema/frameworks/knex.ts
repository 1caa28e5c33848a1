import { type Change, unknown } from "../change.ts";
import type { Chain, Link } from "../code/call-chain.ts";
import type { Framework, Run } from "../code/framework.ts";
import type { Call, Value } from "../code/program.ts";
import { tableChanges } from "./knex-table.ts";

export const KNEX: Value = { kind: "handle", role: "knex", table: undefined };

/** The schema builder of Knex, its queries and `raw`. */
export const knex: Framework = {
  chain: readChain,
  operates: /^(drop|rename|truncate|alter)[A-Z]\w*$|^(truncate|del)$/,
};

// The table builder of a table that the migration creates. Its calls are part of the creation.
const NEW_TABLE: Value = { kind: "handle", role: "new table", table: undefined };

async function readChain({ root, links, call }: Chain, run: Run): Promise<boolean> {
  if (root.kind === "handle" && root.role === "new table") return true;
  if (root.kind === "handle" && root.role === "table") {
    const changes = await tableChanges(root.table ?? "?", links, run);
    if (changes.length > 0) run.emit(call, changes);
    return true;
  }
  const first = links[0];
  const bare =
    first?.call !== undefined && first.call.target === undefined
      ? run.resolve({ kind: "name", name: first.name })
      : undefined;
  // `({ dropColumn }) => dropColumn("bio")`
  if (bare?.kind === "handle" && bare.role === "table") {
    run.emit(call, await tableChanges(bare.table ?? "?", links, run));
    return true;
  }
  // `knex("users").where(…).del()`
  const query = bare !== undefined && isKnex(bare);
  if (query || (isKnex(root) && first !== undefined && STARTS_QUERY.has(first.name))) {
    await readRows(links, call, run, query ? run.name(first?.call?.args[0]) : "?");
    return true;
  }
  if (links.some(({ name }) => name === "schema") || isKnex(root)) {
    for (const link of links) await readSchema(link, run);
    return true;
  }
  const raw = links.find((link) => link.name === "raw" && link.call !== undefined);
  if (raw?.call === undefined) return false;
  await run.sql(raw.call.args[0], raw.call);
  return true;
}

function isKnex(value: Value): boolean {
  return value.kind === "handle" && value.role === "knex";
}

const READS = new Set([
  "schema",
  "hasTable",
  "hasColumn",
  "withSchema",
  "then",
  "catch",
  "finally",
  "fn",
  "client",
  "ref",
  "now",
  "uuid",
  "isTransaction",
  "destroy",
  "queryBuilder",
  "transaction",
  "commit",
  "with",
  "config",
  "migrate",
  "columnInfo",
  "toSQL",
  "toString",
  "queryContext",
  "debug",
  "on",
  "context",
  "userParams",
]);

/** One link of `knex.schema.createTable(…).alterTable(…).raw(…)`. */
async function readSchema({ name, call }: Link, run: Run): Promise<void> {
  if (call === undefined) return;
  const text = (index: number) => run.name(call.args[index]);
  switch (name) {
    case "createTable":
    case "createTableIfNotExists":
    case "createTableLike":
      run.emit(call, [{ kind: "create-table", table: text(0), certain: name !== "createTableIfNotExists" }]);
      return runCallback(call, run, NEW_TABLE);
    case "alterTable":
    case "table":
      return runCallback(call, run, { kind: "handle", role: "table", table: text(0) });
    case "dropTable":
    case "dropTableIfExists":
      return run.emit(call, [{ kind: "drop-table", table: text(0) }]);
    case "renameTable":
      return run.emit(call, [{ kind: "rename-table", table: text(0), to: text(1) }]);
    case "raw":
      return run.sql(call.args[0], call);
    case "renameView":
      return run.emit(call, [{ kind: "rename-object", type: "VIEW", name: text(0), to: text(1) }]);
    case "alterView":
      return run.emit(call, [unknown("replaces the definition of a view", text(0))]);
    case "refreshMaterializedView":
      return;
    default: {
      const object = /^(create|drop)(Schema|Extension|MaterializedView|View)(IfNotExists|IfExists|OrReplace)?$/.exec(
        name,
      );
      if (object !== null)
        return run.emit(call, [objectChange(object[1] === "create", object[2] ?? "", text(0), object[3])]);
      if (name === "transaction" && call.args.length > 0) return runCallback(call, run, KNEX);
      if (READS.has(name)) return run.block(call.block, { kind: "opaque", inner: [] });
      return run.emit(call, [unknown(`knex.${name} is an unknown operation`)]);
    }
  }
}

/** Runs the callback of a call. A callback of another module may do anything with the builder, so it is unknown. */
async function runCallback(call: Call, run: Run, builder: Value): Promise<void> {
  const callback = call.block === undefined ? call.args.at(-1) : ({ kind: "function", block: call.block } as const);
  if (!(await run.follow(callback, builder)))
    run.emit(call, [unknown(`the callback of ${call.name} cannot be followed`)]);
}

function objectChange(creates: boolean, what: string, name: string, suffix: string | undefined): Change {
  const type = what === "MaterializedView" ? "MATERIALIZED VIEW" : what.toUpperCase();
  return creates
    ? { kind: "create-object", type, name, certain: suffix === undefined, replaces: suffix === "OrReplace" }
    : { kind: "drop-object", type, name };
}

const STARTS_QUERY = new Set([
  "insert",
  "into",
  "batchInsert",
  "from",
  "select",
  "table",
  "update",
  "del",
  "delete",
  "truncate",
  "where",
  "count",
  "first",
]);

/**
 * Emits the changes of a query.
 * @param named the table that `knex("users")` names, `?` where another call of the chain names it
 */
async function readRows(links: readonly Link[], call: Call, run: Run, named: string): Promise<void> {
  const find = (...names: readonly string[]): Call | undefined => links.find((link) => names.includes(link.name))?.call;
  const target = find("into", "from", "table", "batchInsert");
  const table = named !== "?" || target === undefined ? named : run.name(target.args[0]);
  const bounded = links.some(({ name }) =>
    /^(where|andWhere|orWhere|whereIn|whereNull|whereNot|whereRaw|join|innerJoin)/.test(name),
  );
  if (find("truncate") !== undefined) run.emit(call, [{ kind: "truncate", table }]);
  else if (find("del", "delete") !== undefined) run.emit(call, [{ kind: "delete", table, bounded }]);
  else if (find("update", "increment", "decrement") !== undefined) run.emit(call, [{ kind: "update", table, bounded }]);
  else if (find("insert", "batchInsert", "upsert") !== undefined) run.emit(call, [{ kind: "insert", table }]);
  for (const link of links) if (link.name === "then") await run.block(link.call?.block);
}
