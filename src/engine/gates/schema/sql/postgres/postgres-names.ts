import type { Node, RangeVar, TypeName } from "@pgsql/types";

/** `users`, or `billing.users` where the schema is not `public`. */
export function tableName(range: RangeVar | undefined): string {
  return join([range?.schemaname, range?.relname]);
}

/** The name that a list of String nodes makes up. */
export function listName(nodes: readonly Node[] | undefined): string {
  return join(strings(nodes));
}

export function typeName(type: TypeName | undefined): string {
  return listName(type?.names);
}

/** The values of the String nodes in a list. */
export function strings(nodes: readonly Node[] | undefined): readonly string[] {
  return (nodes ?? []).flatMap((node) => ("String" in node ? [node.String.sval ?? ""] : []));
}

/** The name of any object that DROP, COMMENT or ALTER may refer to. */
export function objectName(node: Node | undefined): string {
  if (node === undefined) return "?";
  if ("List" in node) return listName(node.List.items);
  if ("String" in node) return node.String.sval ?? "?";
  if ("TypeName" in node) return typeName(node.TypeName);
  if ("ObjectWithArgs" in node) return listName(node.ObjectWithArgs.objname);
  if ("RangeVar" in node) return tableName(node.RangeVar);
  return "?";
}

/** Joins the parts of a name by dots, without the schema `public`; `?` where there are none. */
function join(parts: readonly (string | undefined)[]): string {
  const known = parts.filter((part) => part !== undefined && part !== "public");
  return known.length === 0 ? "?" : known.join(".");
}
