// Statements of PostgreSQL, by its own grammar.
import type { Node, ParseResult } from "@pgsql/types";
import type * as Grammar from "libpg-query";
import { type Change, unknown } from "../change.ts";
import { useBaselineWasm } from "../baseline-wasm.ts";
import { Unreadable } from "./cursor.ts";
import { routineBody, type RoutineBody, bodyOfDo } from "./postgres-body.ts";
import { readDdl } from "./postgres-ddl.ts";
import { calledFunctions, readQuery } from "./postgres-queries.ts";
import { temporaryTables } from "./postgres-temporary.ts";

/** Reads the statements of one script one after the other; remembers the functions it defines. */
export type PostgresReader = (text: string) => Promise<readonly Change[]>;

// Called by scripts for what they set up around the schema, never to change what is there.
const BUILT_IN = new Set([
  "setval", "nextval", "currval", "set_config", "current_setting", "now", "count", "max", "min", "sum", "coalesce", "version", "current_database",
  "create_hypertable", "create_distributed_table", "create_reference_table", "add_retention_policy", "pg_advisory_lock", "pg_advisory_unlock",
  "pg_advisory_xact_lock", "gen_random_uuid", "uuid_generate_v4", "addgeometrycolumn", "to_regclass", "pg_sleep", "pg_notify", "generate_series", "format", "md5", "random", "clock_timestamp",
  "lower", "upper", "concat", "jsonb_build_object", "json_build_object", "array_agg", "string_agg", "unnest", "row_number", "greatest", "least",
  "pg_get_serial_sequence", "quote_ident", "quote_literal", "exists", "length", "substring", "replace", "regexp_replace", "to_char", "date_trunc",
]);

/** `read` judges the SQL inside of function bodies by the same rules. Throws `Unreadable`. */
export async function postgresReader(): Promise<PostgresReader> {
  useBaselineWasm();
  const grammar = await import("libpg-query");
  await grammar.loadModule();
  const routines = new Map<string, RoutineBody>();
  const running: string[] = [];
  const resolveTemporary = temporaryTables();

  const read = async (text: string): Promise<readonly Change[]> => {
    const changes: Change[] = [];
    for (const node of resolveTemporary(parse(grammar, text))) changes.push(...await readNode(node, text));
    return changes;
  };

  const readNode = async (node: Node, text: string): Promise<readonly Change[]> => {
    if ("DoStmt" in node) return run(bodyOfDo(grammar, node.DoStmt, text));
    if ("CreateFunctionStmt" in node) {
      const { name, body } = routineBody(grammar, node.CreateFunctionStmt, text);
      routines.set(name, body);
      const { is_procedure: procedure, replace } = node.CreateFunctionStmt;
      return [{ kind: "create-object", type: procedure === true ? "PROCEDURE" : "FUNCTION", name, certain: replace !== true }];
    }
    if ("ExplainStmt" in node && node.ExplainStmt.query !== undefined) return readNode(node.ExplainStmt.query, text);
    if ("CallStmt" in node || "SelectStmt" in node) return [...readQuery(node), ...await runCalls(node)];
    return readDdl(node) ?? [...readQuery(node), ...await runCalls(node)];
  };

  /** What the functions do that a query calls. */
  const runCalls = async (node: Node): Promise<readonly Change[]> => {
    const changes: Change[] = [];
    for (const name of calledFunctions(node)) {
      const body = routines.get(name);
      if (body !== undefined) changes.push(...await (running.includes(name) ? [] : runNamed(name, body)));
      else if (!BUILT_IN.has(name.split(".").at(-1) ?? name) && !name.startsWith("pg_catalog.") && !isRowQuery(node)) {
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
    for (const text of body.statements) changes.push(...await read(text));
    return changes;
  };

  return read;
}

/** In DML the functions compute values; a function that changes the schema is called by SELECT, CALL or PERFORM. */
function isRowQuery(node: Node): boolean {
  return "InsertStmt" in node || "UpdateStmt" in node || "DeleteStmt" in node;
}

function parse(grammar: Pick<typeof Grammar, "parseSync">, text: string): ParseResult {
  try {
    return grammar.parseSync(text);
  } catch (error) {
    throw new Unreadable("not understood", { cause: error });
  }
}
