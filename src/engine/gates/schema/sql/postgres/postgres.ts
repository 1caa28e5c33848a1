// Statements of PostgreSQL, parsed by PostgreSQL's own grammar.
import type { Node, ParseResult } from "@pgsql/types";
import type * as Grammar from "libpg-query";
import { type Change, unknown } from "../../change.ts";
import { useBaselineWasm } from "../../baseline-wasm.ts";
import { Unreadable } from "../cursor.ts";
import { routineBody, type RoutineBody, bodyOfDo } from "./postgres-body.ts";
import { readDdl } from "./postgres-ddl.ts";
import { calledFunctions, readQuery } from "./postgres-queries.ts";
import { typeName } from "./postgres-names.ts";
import { schemaQualifier } from "./postgres-schema.ts";

/**
 * Reads one statement or more of a script. The statements of a script must come in order, since later ones depend on
 * the functions, temporary tables and search path of earlier ones.
 * @throws {Unreadable}
 */
export type PostgresReader = (text: string) => Promise<readonly Change[]>;

// Functions that scripts call for setup and values. None of them changes the schema or existing rows.
const BUILT_IN = new Set([
  "setval",
  "nextval",
  "currval",
  "set_config",
  "current_setting",
  "now",
  "count",
  "max",
  "min",
  "sum",
  "coalesce",
  "version",
  "current_database",
  "create_hypertable",
  "create_distributed_table",
  "create_reference_table",
  "add_retention_policy",
  "pg_advisory_lock",
  "pg_advisory_unlock",
  "pg_advisory_xact_lock",
  "gen_random_uuid",
  "uuid_generate_v4",
  "addgeometrycolumn",
  "to_regclass",
  "pg_sleep",
  "pg_notify",
  "generate_series",
  "format",
  "md5",
  "random",
  "clock_timestamp",
  "lower",
  "upper",
  "concat",
  "jsonb_build_object",
  "json_build_object",
  "array_agg",
  "string_agg",
  "unnest",
  "row_number",
  "greatest",
  "least",
  "pg_get_serial_sequence",
  "quote_ident",
  "quote_literal",
  "exists",
  "length",
  "substring",
  "replace",
  "regexp_replace",
  "to_char",
  "date_trunc",
]);

/** Functions of PostgreSQL that only compute a value. */
const COMPUTES = new RegExp(
  String.raw`^(jsonb?_\w+|to_\w+|array_\w+|regexp_\w+|date_\w+|string_\w+|make_\w+|uuid\w*|bool_\w+|` +
    "[lrb]?trim|[lr]pad|left|right|split_part|round|floor|ceil|ceiling|abs|substr|position|strpos|overlay|initcap|" +
    "reverse|encode|decode|digest|avg|first_value|last_value|lag|lead|rank|dense_rank|ntile|age|timezone|" +
    "row_to_json|hashtext|cardinality|concat_ws|chr|ascii|translate|mod|power|sqrt|sign|trunc|crypt|gen_salt|" +
    "gen_random_bytes|sha256|char_length|" +
    String.raw`extract|date|text|array|row|has_\w+_privilege|current_schema\w*|statement_timestamp|` +
    "transaction_timestamp)$",
);
const LOSES_DATA = new Set(["delete", "truncate", "drop-table", "drop-column", "drop-object"]);

/** Creates a reader for one script. It also reads the SQL in the bodies of the functions that the script calls. */
export async function postgresReader(): Promise<PostgresReader> {
  useBaselineWasm();
  const grammar = await import("libpg-query");
  await grammar.loadModule();
  const routines = new Map<string, RoutineBody>();
  const running: string[] = [];
  const qualified = schemaQualifier();

  const read = async (text: string): Promise<readonly Change[]> => {
    const changes: Change[] = [];
    for (const node of qualified(parse(grammar, text))) changes.push(...(await readNode(node, text)));
    return changes;
  };

  const readNode = async (node: Node, text: string): Promise<readonly Change[]> => {
    if ("DoStmt" in node) return run(bodyOfDo(grammar, node.DoStmt, text));
    if ("CreateFunctionStmt" in node) {
      const { name, body } = routineBody(grammar, node.CreateFunctionStmt, text);
      routines.set(name, body);
      const { is_procedure: procedure, replace, returnType } = node.CreateFunctionStmt;
      // A trigger that exists already calls the new function for the next row that is written.
      const deletes =
        replace === true &&
        /(^|\.)trigger$/.test(typeName(returnType)) &&
        (await run(body)).some(({ kind }) => LOSES_DATA.has(kind));
      if (deletes) return [unknown("replaces the function of a trigger by one that deletes", name)];
      return [
        { kind: "create-object", type: procedure === true ? "PROCEDURE" : "FUNCTION", name, certain: replace !== true },
      ];
    }
    if ("ExplainStmt" in node && node.ExplainStmt.query !== undefined) return readNode(node.ExplainStmt.query, text);
    if ("CallStmt" in node || "SelectStmt" in node) return [...readQuery(node), ...(await runCalls(node))];
    if ("CreateTableAsStmt" in node) return [...(readDdl(node) ?? []), ...(await runCalls(node))];
    return readDdl(node) ?? [...readQuery(node), ...(await runCalls(node))];
  };

  /** The changes of the functions that a query calls. */
  const runCalls = async (node: Node): Promise<readonly Change[]> => {
    const changes: Change[] = [];
    for (const name of calledFunctions(node)) {
      const body = routines.get(name);
      if (body !== undefined) changes.push(...(await (running.includes(name) ? [] : runNamed(name, body))));
      else if (
        !BUILT_IN.has(name.split(".").at(-1) ?? name) &&
        !COMPUTES.test(name) &&
        !name.startsWith("pg_catalog.") &&
        !isRowQuery(node)
      ) {
        changes.push(unknown(`calls ${name}, which is not defined here`, name));
      }
    }
    return changes;
  };

  const runNamed = async (name: string, body: RoutineBody): Promise<readonly Change[]> => {
    running.push(name);
    const changes = await run(body);
    running.pop();
    return changes;
  };

  const run = async (body: RoutineBody): Promise<readonly Change[]> => {
    const changes: Change[] = body.unreadable.map((reason) => unknown(reason));
    for (const text of body.statements) changes.push(...(await read(text)));
    return changes;
  };

  return read;
}

/**
 * True for statements whose functions only compute values. SELECT, CALL and PERFORM call functions that change the
 * schema.
 */
function isRowQuery(node: Node): boolean {
  if ("InsertStmt" in node) {
    const query = node.InsertStmt.selectStmt;
    return (
      query === undefined ||
      ("SelectStmt" in query && query.SelectStmt.valuesLists !== undefined && node.InsertStmt.withClause === undefined)
    );
  }
  return "UpdateStmt" in node || "DeleteStmt" in node;
}

function parse(grammar: Pick<typeof Grammar, "parseSync">, text: string): ParseResult {
  try {
    return grammar.parseSync(text);
  } catch (error) {
    throw new Unreadable("not understood", { cause: error });
  }
}
