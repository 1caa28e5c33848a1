// Finds the table that an unqualified name refers to: a temporary table of that name if there is one, else a table of
// the first schema of the search path.
import type { Node, ParseResult, VariableSetStmt } from "@pgsql/types";
import { strings } from "./postgres-names.ts";

const TEMPORARY = "pg_temp";

/**
 * Returns a function that adds the schema to unqualified names of tables, indexes and other objects of one statement
 * after the other, unless it is `public`. Each script needs a function of its own.
 */
export function schemaQualifier(): (result: ParseResult) => readonly Node[] {
  const temporary = new Set<string>();
  let searched: string | undefined;
  /** The search path after the end of the transaction. */
  let afterwards: SearchPath | undefined;
  const schemaOf = (name: string) => (temporary.has(name) ? TEMPORARY : searched);
  return ({ stmts = [] }) =>
    stmts.flatMap(({ stmt }) => {
      if (stmt === undefined) return [];
      const path = searchPath(stmt);
      if (path?.local === true) afterwards ??= { schema: searched };
      else if (path !== undefined) afterwards = undefined;
      if (path !== undefined) searched = path.schema;
      if (afterwards !== undefined && endsTransaction(stmt)) {
        searched = afterwards.schema;
        afterwards = undefined;
      }
      const created = createdTemporaryTable(stmt);
      if (created !== undefined) temporary.add(created);
      if (temporary.size === 0 && searched === undefined) return [stmt];
      const named = withSchema(stmt, schemaOf);
      if ("DropStmt" in stmt)
        for (const object of stmt.DropStmt.objects ?? []) temporary.delete(unqualifiedName(object) ?? "");
      return [named];
    });
}

function createdTemporaryTable(node: Node): string | undefined {
  const relation =
    "CreateStmt" in node
      ? node.CreateStmt.relation
      : "CreateTableAsStmt" in node
        ? node.CreateTableAsStmt.into?.rel
        : undefined;
  return relation?.relpersistence === "t" ? relation.relname : undefined;
}

interface SearchPath {
  /** The first schema; undefined for `public`. */
  readonly schema: string | undefined;
  /** Valid only until the transaction ends. */
  readonly local?: boolean;
}

function endsTransaction(node: Node): boolean {
  return (
    "TransactionStmt" in node && ["TRANS_STMT_COMMIT", "TRANS_STMT_ROLLBACK"].includes(node.TransactionStmt.kind ?? "")
  );
}

/** The search path that a statement sets, if any: SET, RESET or `SELECT set_config('search_path', …)`. */
function searchPath(node: Node): SearchPath | undefined {
  if ("VariableSetStmt" in node) return setPath(node.VariableSetStmt);
  if ("DiscardStmt" in node) return { schema: undefined };
  const target = "SelectStmt" in node ? node.SelectStmt.targetList?.[0] : undefined;
  const call = target !== undefined && "ResTarget" in target ? target.ResTarget.val : undefined;
  if (call === undefined || !("FuncCall" in call) || strings(call.FuncCall.funcname).at(-1) !== "set_config")
    return undefined;
  const [name, value] = (call.FuncCall.args ?? []).map(textOf);
  return name?.toLowerCase() === "search_path"
    ? pathOf((value ?? "").split(",").map((part) => part.trim().replaceAll('"', "")))
    : undefined;
}

function setPath({ kind, name, args = [], is_local: local = false }: VariableSetStmt): SearchPath | undefined {
  if (kind === "VAR_RESET_ALL") return { schema: undefined };
  return name?.toLowerCase() === "search_path"
    ? { ...pathOf(args.map((value) => textOf(value) ?? "")), local }
    : undefined;
}

/** The search path by its first schema, without those that are always searched. */
function pathOf(path: readonly string[]): SearchPath {
  const schema = path.find((part) => part !== "$user" && part !== "pg_catalog");
  return { schema: schema === "" || schema === "public" ? undefined : schema };
}

function textOf(node: Node): string | undefined {
  return "A_Const" in node ? node.A_Const.sval?.sval : undefined;
}

function unqualifiedName(node: Node): string | undefined {
  if (!("List" in node) || node.List.items?.length !== 1) return undefined;
  const [only] = node.List.items;
  return only !== undefined && "String" in only ? only.String.sval : undefined;
}

function withSchema(node: Node, schemaOf: (name: string) => string | undefined): Node {
  const schemaFor = (value: object) =>
    "relname" in value && typeof value.relname === "string" && !("schemaname" in value)
      ? schemaOf(value.relname)
      : undefined;
  const copy: Node = JSON.parse(
    JSON.stringify(node, (_, value: unknown) => {
      const schemaname = typeof value === "object" && value !== null ? schemaFor(value) : undefined;
      return schemaname === undefined ? value : { ...Object(value), schemaname };
    }),
  );
  if (!("DropStmt" in copy)) return copy;
  const objects = copy.DropStmt.objects?.map((object): Node => {
    const name = unqualifiedName(object);
    const schema = name === undefined ? undefined : schemaOf(name);
    return name === undefined || schema === undefined
      ? object
      : { List: { items: [{ String: { sval: schema } }, { String: { sval: name } }] } };
  });
  return { DropStmt: { ...copy.DropStmt, ...(objects === undefined ? {} : { objects }) } };
}
