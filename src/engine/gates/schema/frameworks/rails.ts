import { type Change, unknown } from "../change.ts";
import { argument, flag, isNull } from "../code/arguments.ts";
import type { Chain } from "../code/call-chain.ts";
import type { Framework, Run } from "../code/framework.ts";
import type { Call, Value } from "../code/program.ts";
import { modelChange, recordChange, tableOfModel } from "./rails-models.ts";
import { OPERATIONS, tableCalls } from "./rails-operations.ts";

/** Methods of ActiveRecord::Migration, and of the gems strong_migrations, scenic and fx. */
export const rails: Framework = { chain: readChain };

const READS = new RegExp(
  String.raw`(_exists\?|\?|^say|^puts|^p|^disable_ddl_transaction!|^raise|^require.*|^quote\w*|^connection|` +
    String.raw`^adapter_name|^reset_column_information|^suppress_messages|^select_\w+|^logger|^table_name|^sleep)$`,
);
// Methods that only run their block.
const WRAPPERS = new Set([
  "safety_assured",
  "up_only",
  "transaction",
  "say_with_time",
  "suppress_messages",
  "each",
  "ignoring",
  "disable_statement_timeout",
  "with_lock_retries",
]);
const TABLES = new Set(["create_table", "create_join_table", "change_table", "drop_table"]);
const EXECUTES = new Set([
  "execute",
  "exec_query",
  "exec_update",
  "exec_delete",
  "exec_insert",
  "update_sql",
  "execute_batch",
]);

async function readChain({ root, links, call }: Chain, run: Run): Promise<boolean> {
  if (EXECUTES.has(call.name)) {
    await run.sql(call.args[0], call);
    return true;
  }
  if (root.kind === "handle" && root.role === "new table") return true;
  if (root.kind === "handle" && root.role === "direction") {
    if (call.name !== "down") await run.block(call.block);
    return true;
  }
  // The target does not matter: `connection`, `c` of a block, another model.
  if (call.target !== undefined && (OPERATIONS[call.name] !== undefined || TABLES.has(call.name)))
    return readMethod(call, run);
  if (root.kind === "handle" && root.role === "record") {
    // `User.find_each { |user| user.update!(…) }`
    const changes = recordChange(root.table ?? "?", call.name);
    if (changes.length > 0) run.emit(call, changes);
    return true;
  }
  if (root.kind === "handle" && root.role === "table") {
    for (const changes of tableCalls(call, root.table ?? "?", run)) run.emit(call, changes);
    return true;
  }
  if (call.target === undefined || isConnection(root, links)) return readMethod(call, run);
  if (root.kind === "name" && /^[A-Z]/.test(root.name)) {
    const changes = modelChange(root.name, links, call.target?.kind === "name" && /^[a-z_]/.test(call.target.name));
    if (changes.length > 0) run.emit(call, changes);
    await run.block(call.block, { kind: "handle", role: "record", table: tableOfModel(root.name) });
    return true;
  }
  return false;
}

/**
 * True where a call has the same meaning without its target: `self.x`, `connection.x`,
 * `ActiveRecord::Base.connection.x`.
 */
function isConnection(root: Value, links: Chain["links"]): boolean {
  if (root.kind === "name" && ["self", "connection"].includes(root.name) && links.length === 1) return true;
  return links.length > 1 && links.at(-2)?.name === "connection";
}

async function readMethod(call: Call, run: Run): Promise<boolean> {
  switch (call.name) {
    case "reversible":
      await run.block(call.block, { kind: "handle", role: "direction", table: undefined });
      return true;
    case "change_table":
      await run.block(call.block, { kind: "handle", role: "table", table: run.name(call.args[0]) });
      return true;
    case "create_table":
    case "create_join_table":
      run.emit(call, createTable(call, run));
      // Calls on the new table are part of its creation.
      await run.block(call.block, { kind: "handle", role: "new table", table: undefined });
      return true;
    case "drop_table":
      run.emit(
        call,
        call.args.map((name) => ({ kind: "drop-table", table: run.name(name) })),
      );
      return true;
    case "revert":
      run.emit(call, [unknown("reverts another migration")]);
      return true;
    default: {
      const operation = OPERATIONS[call.name];
      if (operation !== undefined) {
        run.emit(call, operation(call, run));
        return true;
      }
      if (WRAPPERS.has(call.name)) {
        await run.block(call.block);
        return true;
      }
      return READS.test(call.name) && call.block === undefined;
    }
  }
}

/** The changes of `create_table`. With `force: true` it drops an existing table first. */
function createTable(call: Call, run: Run): readonly Change[] {
  const joined = call.name === "create_join_table";
  const givenName = argument(call, -1, "table_name");
  const table =
    givenName !== undefined
      ? run.name(givenName)
      : joined
        ? call.args
            .slice(0, 2)
            .map((name) => run.name(name))
            .sort()
            .join("_")
        : run.name(call.args[0]);
  const force = call.named.get("force");
  const create: Change = { kind: "create-table", table, certain: !call.named.has("if_not_exists") };
  const keepsExisting = force === undefined || flag(run, force) === false || isNull(run, force);
  return keepsExisting ? [create] : [{ kind: "drop-table", table }, create];
}
