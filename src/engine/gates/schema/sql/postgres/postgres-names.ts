import type { Node, RangeVar, TypeName } from "@pgsql/types";

/** `users`, or `billing.users` where it is in a schema of its own. */
export function tableName(range: RangeVar | undefined): string {
  return join([range?.schemaname, range?.relname]);
}

/** The name that a list of String nodes spells. */
export function listName(nodes: readonly Node[] | undefined): string {
  return join(strings(nodes));
}

export function typeName(type: TypeName | undefined): string {
  return listName(type?.names);
}

export function strings(nodes: readonly Node[] | undefined): readonly string[] {
  return (nodes ?? []).flatMap((node) => ("String" in node ? [node.String.sval ?? ""] : []));
}

/** Name of any object that DROP, COMMENT or ALTER may speak of. */
export function objectName(node: Node | undefined): string {
  if (node === undefined) return "?";
  if ("List" in node) return listName(node.List.items);
  if ("String" in node) return node.String.sval ?? "?";
  if ("TypeName" in node) return typeName(node.TypeName);
  if ("ObjectWithArgs" in node) return listName(node.ObjectWithArgs.objname);
  if ("RangeVar" in node) return tableName(node.RangeVar);
  return "?";
}

function join(parts: readonly (string | undefined)[]): string {
  const known = parts.filter((part) => part !== undefined && part !== "public");
  return known.length === 0 ? "?" : known.join(".");
}
