// Functions that RunPython calls: queries through the ORM, and SQL through a cursor.
import { type Change, unknown } from "../change.ts";
import type { Chain, Link } from "../code/call-chain.ts";
import type { Run } from "../code/framework.ts";
import type { Call, Value } from "../code/program.ts";

export const APPS: Value = { kind: "handle", role: "apps", table: undefined };
export const SCHEMA_EDITOR: Value = { kind: "handle", role: "schema editor", table: undefined };

const EXECUTES = new Set(["execute", "executemany", "callproc"]);
const MANAGERS = /^(objects|_default_manager|_base_manager|\w+_objects|objects_\w+)$/;

/**
 * Emits the changes of a chain, an unknown change where its effect is not known; false where it may be a function of
 * the file.
 */
export async function readCode(chain: Chain, run: Run): Promise<boolean> {
  const { root, links, call } = chain;
  if (EXECUTES.has(call.name) && call.target !== undefined) {
    await run.sql(call.args[0], call);
    return true;
  }
  const local = call.target === undefined ? run.resolve({ kind: "name", name: call.name }) : undefined;
  // A new record, which only `save()` writes: `Product(name="x")`.
  if (local?.kind === "call" && local.name === "get_model") return visitArguments(links, run);
  const changes = chainChanges(root, links, call, run);
  if (changes === undefined) return false;
  if (changes.length > 0) run.emit(call, changes);
  await run.block(call.block, { kind: "opaque", inner: [] });
  return visitArguments(links, run);
}

async function visitArguments(links: readonly Link[], run: Run): Promise<true> {
  for (const { call } of links)
    for (const value of [...(call?.args ?? []), ...(call?.named.values() ?? [])]) await run.visit(value);
  return true;
}

/** The changes of a chain; undefined for a call that the interpreter handles. */
function chainChanges(root: Value, links: readonly Link[], call: Call, run: Run): readonly Change[] | undefined {
  const manager = links.findLastIndex(({ name }) => MANAGERS.test(name));
  if (manager >= 0) return queryChanges(links.slice(manager + 1), tableOf(links.slice(0, manager), root, run));
  if (root.kind === "handle" && root.role === "apps")
    return links.at(-1)?.name.startsWith("get_") === true ? [] : recordChanges(call);
  if (root.kind === "handle" && root.role === "schema editor")
    return links.some(({ name }) => name === "connection")
      ? connectionChanges(call)
      : [unknown(`schema_editor.${call.name} is not supported`)];
  if (call.target === undefined) return isPureFunction(root, call.name, run) ? [] : undefined;
  if (root.kind === "name")
    return isPureModuleCall(root.name, links) ? [] : isHarmless(call) ? undefined : recordChanges(call);
  return isHarmless(call) ? undefined : recordChanges(call);
}

const READS = new Set([
  "filter",
  "exclude",
  "all",
  "get",
  "first",
  "last",
  "exists",
  "count",
  "iterator",
  "values",
  "values_list",
  "order_by",
  "using",
  "db_manager",
  "annotate",
  "aggregate",
  "only",
  "defer",
  "select_related",
  "prefetch_related",
  "none",
  "distinct",
  "in_bulk",
  "earliest",
  "latest",
  "reverse",
  "select_for_update",
  "get_queryset",
  "union",
  "alias",
  "items",
  "keys",
]);
const INSERTS = new Set([
  "create",
  "bulk_create",
  "get_or_create",
  "update_or_create",
  "create_user",
  "create_superuser",
]);

function queryChanges(links: readonly Link[], table: string): readonly Change[] {
  const last = links.at(-1)?.name ?? "";
  const bounded = links.some(
    ({ name, call }) =>
      ["filter", "exclude", "get"].includes(name) && (call?.args.length ?? 0) + (call?.named.size ?? 0) > 0,
  );
  if (READS.has(last)) return [];
  if (INSERTS.has(last)) return [{ kind: "insert", table }];
  if (last === "bulk_update") return [{ kind: "update", table, bounded: true }];
  if (last === "update" || last === "delete" || last === "_raw_delete")
    return [{ kind: last === "update" ? "update" : "delete", table, bounded }];
  return recordMethod(last, table) ?? [unknown(`the effect of ${last} on rows is not known`, table)];
}

/** The changes of a method of one record; undefined for unknown methods. The query before it selects the records. */
function recordMethod(name: string, table: string): readonly Change[] | undefined {
  if (name === "save" || name === "add") return [{ kind: "update", table, bounded: true }];
  if (name === "delete") return [{ kind: "delete", table, bounded: true }];
  return HARMLESS.has(name) ? [] : undefined;
}

function recordChanges(call: Call): readonly Change[] {
  return recordMethod(call.name, "?") ?? [unknown(`the effect of ${call.name} is not known`)];
}

function connectionChanges(call: Call): readonly Change[] {
  return [
    "cursor",
    "fetchall",
    "fetchone",
    "close",
    "quote_name",
    "get_table_list",
    "get_table_description",
    "table_names",
    "savepoint",
    "savepoint_commit",
  ].includes(call.name)
    ? []
    : [unknown(`connection.${call.name} is not supported`)];
}

/**
 * The table of a model: `shop_product` for `apps.get_model("shop", "Product")` and `apps.get_model("shop.Product")`.
 */
function tableOf(links: readonly Link[], root: Value, run: Run): string {
  const model = links.find(({ name }) => name === "get_model")?.call;
  if (model === undefined || root.kind !== "handle") return "?";
  const [first, second] = [0, 1].map((index) =>
    run.name(model.args[index] ?? model.named.get(index === 0 ? "app_label" : "model_name")),
  );
  return (second === "?" ? first : `${first}_${second}`)?.replace(".", "_").toLowerCase() ?? "?";
}

// Methods of strings, lists, dates, cursors and loggers, none of which writes to a table.
const HARMLESS = new Set([
  "append",
  "extend",
  "insert",
  "pop",
  "items",
  "keys",
  "values",
  "get",
  "setdefault",
  "copy",
  "sort",
  "index",
  "count",
  "union",
  "difference",
  "join",
  "split",
  "rsplit",
  "splitlines",
  "strip",
  "lstrip",
  "rstrip",
  "lower",
  "upper",
  "title",
  "capitalize",
  "replace",
  "startswith",
  "endswith",
  "format",
  "encode",
  "decode",
  "isdigit",
  "isoformat",
  "strftime",
  "date",
  "time",
  "hex",
  "hexdigest",
  "group",
  "groups",
  "match",
  "search",
  "sub",
  "quantize",
  "total_seconds",
  "fetchall",
  "fetchone",
  "fetchmany",
  "cursor",
  "close",
  "info",
  "debug",
  "warning",
  "error",
  "exception",
  "write",
  "refresh_from_db",
  "full_clean",
  "is_valid",
  "get_field",
  "exists",
  "iterator",
  "all",
  "filter",
  "first",
  "last",
  "values_list",
  "order_by",
  "exclude",
  "chunked",
  "zfill",
  "find",
]);

function isHarmless(call: Call): boolean {
  return HARMLESS.has(call.name);
}

/** Modules that write nothing to tables, by the name that is in scope. */
const MODULE_NAMES = new RegExp(
  "^(uuid|json|re|datetime|random|string|decimal|collections|itertools|functools|math|hashlib|secrets|logging|logger|" +
    "log|time|timezone|operator|base64|calendar|copy|textwrap|unicodedata|zoneinfo|pytz|settings|Decimal|date|" +
    "transaction|connection|models)$",
);
/** Modules that write nothing to tables, by their full name. */
const PURE_MODULES = new RegExp(
  String.raw`^(django\.(utils|db\.models|conf|contrib\.auth\.hashers|db\.transaction|db\.connections?|db\.utils|` +
    String.raw`core\.exceptions|core\.serializers\.json)|` +
    "uuid|json|re|datetime|random|string|decimal|collections|itertools|functools|math|hashlib|secrets|logging|time|" +
    String.raw`operator|base64|typing|copy|textwrap|unicodedata|zoneinfo|pytz)(\.|$)`,
);

/** True for a call into a module that writes nothing to tables. */
function isPureModuleCall(name: string, links: readonly Link[]): boolean {
  return (
    (name.includes(".") ? PURE_MODULES.test(name) : MODULE_NAMES.test(name)) &&
    links.every((link) => !["delete", "drop", "remove", "run", "truncate"].includes(link.name))
  );
}

const BUILTINS = new Set([
  "print",
  "len",
  "list",
  "str",
  "int",
  "bool",
  "sorted",
  "range",
  "enumerate",
  "set",
  "dict",
  "tuple",
  "any",
  "all",
  "max",
  "min",
  "sum",
  "zip",
  "next",
  "iter",
  "isinstance",
  "hasattr",
  "repr",
  "reversed",
  "round",
  "abs",
]);

/** True for a built-in function and for a function imported from one of these modules. */
function isPureFunction(root: Value, name: string, run: Run): boolean {
  if (BUILTINS.has(name)) return true;
  const imported = run.resolve({ kind: "name", name });
  return (
    root.kind !== "handle" &&
    imported.kind === "name" &&
    imported.name.includes(".") &&
    PURE_MODULES.test(imported.name)
  );
}
