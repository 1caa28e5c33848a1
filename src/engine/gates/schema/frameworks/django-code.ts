// What the functions do that RunPython is handed: queries through the ORM, and SQL through a cursor.
import { type Change, unknown } from "../change.ts";
import type { Chain, Link, Run } from "../code/interpret.ts";
import type { Call, Value } from "../code/program.ts";

export const APPS: Value = { kind: "handle", role: "apps", table: undefined };
export const SCHEMA_EDITOR: Value = { kind: "handle", role: "schema editor", table: undefined };

const EXECUTES = new Set(["execute", "executemany", "callproc"]);
const MANAGERS = /^(objects|_default_manager|_base_manager|\w+_objects|objects_\w+)$/;

/** Says whether the chain was its business. What it does not know it calls unknown. */
export async function readCode(chain: Chain, run: Run): Promise<boolean> {
  const { root, links, call } = chain;
  if (EXECUTES.has(call.name) && call.target !== undefined) {
    await run.sql(call.args[0], call);
    return true;
  }
  const local = call.target === undefined ? run.resolve({ kind: "name", name: call.name }) : undefined;
  // `Product(name="x")`, which only `save()` writes.
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

/** Undefined: left to what reads any other call. */
function chainChanges(root: Value, links: readonly Link[], call: Call, run: Run): readonly Change[] | undefined {
  const manager = links.findLastIndex(({ name }) => MANAGERS.test(name));
  if (manager >= 0) return queryChanges(links.slice(manager + 1), tableOf(links.slice(0, manager), root, run));
  if (root.kind === "handle" && root.role === "apps")
    return links.at(-1)?.name.startsWith("get_") === true ? [] : recordChanges(call);
  if (root.kind === "handle" && root.role === "schema editor")
    return links.some(({ name }) => name === "connection")
      ? connectionChanges(call)
      : [unknown(`schema_editor.${call.name} is not followed`)];
  if (call.target === undefined) return pure(root, call.name, run) ? [] : undefined;
  if (root.kind === "name") return fromModule(root.name, links) ? [] : isQuiet(call) ? undefined : recordChanges(call);
  return isQuiet(call) ? undefined : recordChanges(call);
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
  return recordNamed(last, table) ?? [unknown(`what ${last} does to rows cannot be told`, table)];
}

/** A method of one row. Which rows there are is a matter of the query before it. */
function recordNamed(name: string, table: string): readonly Change[] | undefined {
  if (name === "save" || name === "add") return [{ kind: "update", table, bounded: true }];
  if (name === "delete") return [{ kind: "delete", table, bounded: true }];
  return QUIET.has(name) ? [] : undefined;
}

function recordChanges(call: Call): readonly Change[] {
  return recordNamed(call.name, "?") ?? [unknown(`what ${call.name} does is not in this file`)];
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
    : [unknown(`connection.${call.name} is not followed`)];
}

/** `apps.get_model("shop", "Product")` and `apps.get_model("shop.Product")` stand for `shop_product`. */
function tableOf(links: readonly Link[], root: Value, run: Run): string {
  const model = links.find(({ name }) => name === "get_model")?.call;
  if (model === undefined || root.kind !== "handle") return "?";
  const [first, second] = [0, 1].map((index) =>
    run.name(model.args[index] ?? model.named.get(index === 0 ? "app_label" : "model_name")),
  );
  return (second === "?" ? first : `${first}_${second}`)?.replace(".", "_").toLowerCase() ?? "?";
}

// Methods of texts, lists, dates and the like, and of cursors and loggers.
const QUIET = new Set([
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

function isQuiet(call: Call): boolean {
  return QUIET.has(call.name);
}

const MODULES =
  /^(uuid|json|re|datetime|random|string|decimal|collections|itertools|functools|math|hashlib|secrets|logging|logger|log|time|timezone|operator|base64|calendar|copy|textwrap|unicodedata|zoneinfo|pytz|settings|Decimal|date|transaction|connection|models)$/;
const PURE_MODULES =
  /^(django\.(utils|db\.models|conf|contrib\.auth\.hashers|db\.transaction|db\.connections?|db\.utils|core\.exceptions|core\.serializers\.json)|uuid|json|re|datetime|random|string|decimal|collections|itertools|functools|math|hashlib|secrets|logging|time|operator|base64|typing|copy|textwrap|unicodedata|zoneinfo|pytz)(\.|$)/;

/** A module of the language, or of Django's that writes nothing. */
function fromModule(name: string, links: readonly Link[]): boolean {
  return (
    (name.includes(".") ? PURE_MODULES.test(name) : MODULES.test(name)) &&
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

function pure(root: Value, name: string, run: Run): boolean {
  if (BUILTINS.has(name)) return true;
  const imported = run.resolve({ kind: "name", name });
  return (
    root.kind !== "handle" &&
    imported.kind === "name" &&
    imported.name.includes(".") &&
    PURE_MODULES.test(imported.name)
  );
}
