// Statements in DO blocks and in bodies of functions and procedures.
import type { CreateFunctionStmt, DefElem, DoStmt, Node } from "@pgsql/types";
import type * as LibPgQuery from "libpg-query";
import { listName, strings } from "./postgres-names.ts";

type Grammar = Pick<typeof LibPgQuery, "parsePlPgSQLSync" | "parseSync">;

export interface RoutineBody {
  readonly statements: readonly string[];
  /** One reason for each part that cannot be read. */
  readonly unreadable: readonly string[];
}

/** @param text the whole statement */
export function bodyOfDo(grammar: Grammar, statement: DoStmt, text: string): RoutineBody {
  const options = defElems(statement.args);
  const language = stringOf(options.get("language")) ?? "plpgsql";
  return language === "plpgsql"
    ? plpgsqlBody(grammar, text)
    : { statements: [], unreadable: [`a block in ${language}`] };
}

/**
 * Name and body of a CREATE FUNCTION or CREATE PROCEDURE statement.
 * @param text the whole statement
 */
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

/** A body that is being collected. */
interface BodyDraft {
  readonly statements: string[];
  readonly unreadable: string[];
}

function collect(node: unknown, body: BodyDraft, grammar: Grammar): void {
  if (Array.isArray(node)) for (const one of node) collect(one, body, grammar);
  if (typeof node !== "object" || node === null || Array.isArray(node)) return;
  for (const [key, value] of Object.entries(node)) {
    if (key === "PLpgSQL_stmt_dynexecute" || key === "PLpgSQL_stmt_dynfors")
      collectExecuted(field(value, "query"), body, grammar);
    else if (key === "PLpgSQL_stmt_execsql") body.statements.push(queryOf(field(value, "sqlstmt")));
    else if (key === "PLpgSQL_stmt_perform") body.statements.push(queryOf(field(value, "expr")));
    else if (key === "PLpgSQL_stmt_call") body.statements.push(queryOf(field(value, "expr")));
    collect(value, body, grammar);
  }
}

/** Reads the statement that EXECUTE runs where it is a constant string. */
function collectExecuted(expression: unknown, body: BodyDraft, grammar: Grammar): void {
  const constant = constantText(queryOf(expression), grammar);
  if (constant === undefined) body.unreadable.push("EXECUTE of SQL built at run time");
  else body.statements.push(constant);
}

/** The value of an SQL expression of string constants and `||`; undefined for any other. */
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
