// Queries of PostgreSQL, and the changes that they make to rows in any of their parts.
import type { MergeStmt, Node } from "@pgsql/types";
import { type Change, unknown } from "../../change.ts";
import { listName, tableName } from "./postgres-names.ts";

const QUERIES = [
  "SelectStmt",
  "InsertStmt",
  "UpdateStmt",
  "DeleteStmt",
  "MergeStmt",
  "CallStmt",
  "CopyStmt",
  "TruncateStmt",
];

/** The changes of a query, including those in CTEs. A statement other than a query is an unknown change. */
export function readQuery(root: Node): readonly Change[] {
  const head = Object.keys(root)[0] ?? "";
  if (!QUERIES.includes(head)) return [unknown(`${head.replace(/Stmt$/, "")} is not known`)];
  const changes: Change[] = [];
  walk(root, (node) => {
    if ("InsertStmt" in node) changes.push({ kind: "insert", table: tableName(node.InsertStmt.relation) });
    if ("UpdateStmt" in node) {
      const { relation, whereClause } = node.UpdateStmt;
      changes.push({ kind: "update", table: tableName(relation), bounded: mentionsColumn(whereClause) });
    }
    if ("DeleteStmt" in node) {
      const { relation, whereClause } = node.DeleteStmt;
      changes.push({ kind: "delete", table: tableName(relation), bounded: mentionsColumn(whereClause) });
    }
    if ("MergeStmt" in node) changes.push(...readMerge(node.MergeStmt));
    if ("TruncateStmt" in node) {
      for (const relation of node.TruncateStmt.relations ?? []) {
        if ("RangeVar" in relation) changes.push({ kind: "truncate", table: tableName(relation.RangeVar) });
      }
    }
    if ("CopyStmt" in node) {
      const { is_program: program, is_from: from, relation } = node.CopyStmt;
      if (program === true) changes.push(unknown("COPY runs a program", tableName(relation)));
      else if (from === true) changes.push({ kind: "insert", table: tableName(relation) });
    }
  });
  return changes;
}

/** The other table decides which rows match. An update counts as bounded by it, a deletion does not. */
function readMerge({ relation, mergeWhenClauses = [] }: MergeStmt): readonly Change[] {
  const table = tableName(relation);
  const commands = new Set(
    mergeWhenClauses.flatMap((node) => ("MergeWhenClause" in node ? [node.MergeWhenClause.commandType] : [])),
  );
  return [
    ...(commands.has("CMD_INSERT") ? [{ kind: "insert", table } as const] : []),
    ...(commands.has("CMD_UPDATE") ? [{ kind: "update", table, bounded: true } as const] : []),
    ...(commands.has("CMD_DELETE") ? [{ kind: "delete", table, bounded: false } as const] : []),
  ];
}

/** The names of all functions called in a tree, in lower case, with `pg_catalog.` where the source has it. */
export function calledFunctions(root: Node): readonly string[] {
  const names = new Set<string>();
  walk(root, (node) => {
    if ("FuncCall" in node) names.add(listName(node.FuncCall.funcname).toLowerCase());
    // The function of CALL has no node of its own.
    if ("CallStmt" in node) names.add(listName(node.CallStmt.funccall?.funcname).toLowerCase());
  });
  return [...names];
}

/** False for conditions that select every row: `WHERE true`, `WHERE 1 = 1`. */
function mentionsColumn(where: Node | undefined): boolean {
  let mentions = false;
  walk(where, (node) => {
    if ("ColumnRef" in node || "CurrentOfExpr" in node) mentions = true;
  });
  return mentions;
}

/** Calls `visit` with every object of the tree. A node is an object with its type as its only key. */
function walk(node: unknown, visit: (node: Node) => void): void {
  if (Array.isArray(node)) for (const one of node) walk(one, visit);
  else if (typeof node === "object" && node !== null) {
    visit(node as Node);
    for (const value of Object.values(node)) walk(value, visit);
  }
}
