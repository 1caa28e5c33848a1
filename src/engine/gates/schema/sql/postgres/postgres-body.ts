// What is inside of DO blocks and functions.
import type { CreateFunctionStmt, DefElem, DoStmt, Node } from "@pgsql/types";
import type * as LibPgQuery from "libpg-query";
import { listName, strings } from "./postgres-names.ts";

type Grammar = Pick<typeof LibPgQuery, "parsePlPgSQLSync" | "parseSync">;

export interface RoutineBody {
  readonly statements: readonly string[];
  /** Why parts of it cannot be read. */
  readonly unreadable: readonly string[];
}

export function bodyOfDo(grammar: Grammar, statement: DoStmt, text: string): RoutineBody {
  const options = defElems(statement.args);
  const language = stringOf(options.get("language")) ?? "plpgsql";
  return language === "plpgsql"
    ? plpgsqlBody(grammar, text)
    : { statements: [], unreadable: [`a block in ${language}`] };
}

export function routineBody(
  grammar: Grammar,
  statement: CreateFunctionStmt,
  text: string,
): { readonly name: string; readonly body: RoutineBody } {
  const name = listName(statement.funcname).toLowerCase();
  const options = defElems(statement.options);
  const language = (stringOf(options.get("language")) ?? "sql").toLowerCase();
  const source = stringOf(options.get("as"));
  if (language === "plpgsql") return { name, body: plpgsqlBody(grammar, text) };
  if (language === "sql" && source !== undefined) return { name, body: { statements: [source], unreadable: [] } };
  return { name, body: { statements: [], unreadable: [`a function in ${language}`] } };
}

function plpgsqlBody(grammar: Grammar, text: string): RoutineBody {
  const statements: string[] = [];
  const unreadable: string[] = [];
  try {
    collect(grammar.parsePlPgSQLSync(text), { statements, unreadable }, grammar);
  } catch {
    return { statements: [], unreadable: ["a body that cannot be read"] };
  }
  return { statements, unreadable };
}

interface Found {
  readonly statements: string[];
  readonly unreadable: string[];
}

function collect(node: unknown, found: Found, grammar: Grammar): void {
  if (Array.isArray(node)) for (const one of node) collect(one, found, grammar);
  if (typeof node !== "object" || node === null || Array.isArray(node)) return;
  for (const [key, value] of Object.entries(node)) {
    if (key === "PLpgSQL_stmt_dynexecute" || key === "PLpgSQL_stmt_dynfors")
      executed(field(value, "query"), found, grammar);
    else if (key === "PLpgSQL_stmt_execsql") found.statements.push(queryOf(field(value, "sqlstmt")));
    else if (key === "PLpgSQL_stmt_perform") found.statements.push(queryOf(field(value, "expr")));
    else if (key === "PLpgSQL_stmt_call") found.statements.push(queryOf(field(value, "expr")));
    collect(value, found, grammar);
  }
}

/** EXECUTE of a constant is read; of anything else it is SQL that is put together when it runs. */
function executed(expression: unknown, found: Found, grammar: Grammar): void {
  const constant = constantText(queryOf(expression), grammar);
  if (constant === undefined) found.unreadable.push("EXECUTE of SQL that is put together when it runs");
  else found.statements.push(constant);
}

function constantText(expression: string, grammar: Grammar): string | undefined {
  try {
    const statement = grammar.parseSync(`SELECT ${expression}`).stmts?.[0]?.stmt;
    const target =
      statement !== undefined && "SelectStmt" in statement ? statement.SelectStmt.targetList?.[0] : undefined;
    return target !== undefined && "ResTarget" in target ? textOf(target.ResTarget.val) : undefined;
  } catch {
    return undefined;
  }
}

function textOf(node: Node | undefined): string | undefined {
  if (node === undefined) return undefined;
  if ("A_Const" in node) return node.A_Const.sval?.sval;
  if ("A_Expr" in node && strings(node.A_Expr.name)[0] === "||") {
    const left = textOf(node.A_Expr.lexpr);
    const right = textOf(node.A_Expr.rexpr);
    return left === undefined || right === undefined ? undefined : left + right;
  }
  return undefined;
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}

function queryOf(expression: unknown): string {
  const query = field(field(expression, "PLpgSQL_expr"), "query");
  return typeof query === "string" ? query : "";
}

function defElems(nodes: readonly Node[] | undefined): ReadonlyMap<string, DefElem> {
  return new Map(
    (nodes ?? []).flatMap((node) => ("DefElem" in node ? [[node.DefElem.defname ?? "", node.DefElem]] : [])),
  );
}

function stringOf(element: DefElem | undefined): string | undefined {
  const argument = element?.arg;
  if (argument === undefined) return undefined;
  if ("String" in argument) return argument.String.sval;
  return "List" in argument ? strings(argument.List.items)[0] : undefined;
}
