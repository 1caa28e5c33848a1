// Temporary tables hide others of the same name until they are dropped; a name with a schema still means the other one.
import type { Node, ParseResult } from "@pgsql/types";

const SCHEMA = "pg_temp";

/** Gives temporary tables their schema wherever a script speaks of them by the bare name. One per script. */
export function temporaryTables(): (result: ParseResult) => readonly Node[] {
  const names = new Set<string>();
  return ({ stmts = [] }) => stmts.flatMap(({ stmt }) => {
    if (stmt === undefined) return [];
    const made = madeTable(stmt);
    if (made !== undefined) names.add(made);
    if (names.size === 0) return [stmt];
    const named = withSchema(stmt, names);
    if ("DropStmt" in stmt) for (const object of stmt.DropStmt.objects ?? []) names.delete(bareName(object) ?? "");
    return [named];
  });
}

function madeTable(node: Node): string | undefined {
  const relation = "CreateStmt" in node ? node.CreateStmt.relation : "CreateTableAsStmt" in node ? node.CreateTableAsStmt.into?.rel : undefined;
  return relation?.relpersistence === "t" ? relation.relname : undefined;
}

function bareName(node: Node): string | undefined {
  if (!("List" in node) || node.List.items?.length !== 1) return undefined;
  const [only] = node.List.items;
  return only !== undefined && "String" in only ? only.String.sval : undefined;
}

function withSchema(node: Node, names: ReadonlySet<string>): Node {
  const isBare = (value: object) => "relname" in value && typeof value.relname === "string" && names.has(value.relname) && !("schemaname" in value);
  const copy: Node = JSON.parse(JSON.stringify(node, (_, value: unknown) => (typeof value === "object" && value !== null && isBare(value) ? { ...value, schemaname: SCHEMA } : value)));
  if (!("DropStmt" in copy)) return copy;
  const objects = copy.DropStmt.objects?.map((object): Node => {
    const name = bareName(object);
    return name !== undefined && names.has(name) ? { List: { items: [{ String: { sval: SCHEMA } }, { String: { sval: name } }] } } : object;
  });
  return { DropStmt: { ...copy.DropStmt, ...(objects === undefined ? {} : { objects }) } };
}
