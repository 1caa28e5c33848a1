// INSERT, UPDATE, DELETE, SELECT of MySQL and SQLite, read by node-sql-parser.
import { createRequire } from "node:module";
import { z } from "zod";
import { type Change, unknown } from "../../change.ts";
import { Unreadable } from "../cursor.ts";

const table = z.looseObject({ table: z.string().nullish() });
const query = z.looseObject({
  type: z.string().nullish(),
  table: z.union([z.array(table), table]).nullish(),
  from: z.array(table).nullish(),
  where: z.unknown().optional(),
  or: z.unknown().optional(),
});

/** @throws {Unreadable} where the parser does not accept the text */
export async function readQuery(text: string, dialect: "mysql" | "sqlite"): Promise<readonly Change[]> {
  const parse = await parserOf(dialect);
  let ast: unknown;
  try {
    ast = parse(text);
  } catch (error) {
    throw new Unreadable("not understood", { cause: error });
  }
  return (Array.isArray(ast) ? ast : [ast]).map((one) => readOne(one)).flat();
}

type Parse = (text: string) => unknown;
const parsers = new Map<string, Promise<Parse>>();

/** Loads only the build for one dialect, since the whole package takes 89 MB. */
function parserOf(dialect: "mysql" | "sqlite"): Promise<Parse> {
  const known = parsers.get(dialect) ?? load(dialect);
  parsers.set(dialect, known);
  return known;
}

async function load(dialect: "mysql" | "sqlite"): Promise<Parse> {
  const built = z
    .object({
      Parser: z.custom<new () => { astify(text: string, options: object): unknown }>(
        (value) => typeof value === "function",
      ),
    })
    .parse(createRequire(import.meta.url)(`node-sql-parser/build/${dialect}.js`));
  const parser = new built.Parser();
  return (text) => parser.astify(text, { database: dialect === "mysql" ? "MySQL" : "Sqlite" });
}

function readOne(ast: unknown): readonly Change[] {
  const { data } = query.safeParse(ast);
  if (data === undefined) return [unknown("a query that cannot be read")];
  const target = [data.table ?? data.from ?? []].flat()[0]?.table ?? "?";
  switch (data.type) {
    case "replace":
    case "insert":
      // REPLACE deletes rows with the same keys first. With a query as its source, these can be many.
      if ((data.type === "replace" || replaces(data.or)) && some(ast, (one) => one["type"] === "select")) {
        return [{ kind: "unknown", reason: "replaces rows by those of a query", object: target, table: target }];
      }
      return [{ kind: "insert", table: target }];
    case "update":
    case "delete":
      return [{ kind: data.type, table: target, bounded: mentionsColumn(data.where) }];
    case "select":
      return callsStoredFunction(ast) ? [unknown("calls a function that is not built in")] : [];
    default:
      return [unknown("an unknown kind of statement")];
  }
}

/** True for the OR clause of SQLite's `INSERT OR REPLACE`. */
function replaces(or: unknown): boolean {
  return some(or, (word) => word["value"] === "REPLACE");
}

/** False for conditions that select every row: `WHERE 1 = 1`, `WHERE true`. */
function mentionsColumn(node: unknown): boolean {
  return some(node, (one) => one["type"] === "column_ref");
}

const BUILT_IN = new RegExp(
  "^(count|max|min|sum|avg|now|coalesce|ifnull|concat|length|lower|upper|last_insert_id|database|version|" +
    String.raw`current_\w+|cast|date\w*|json_\w+|group_concat|round|abs|if|nullif|row_number|changes|` +
    String.raw`last_insert_rowid|exists|substr\w*|trim|replace|uuid\w*)$`,
  "i",
);

function callsStoredFunction(node: unknown): boolean {
  return some(node, (one) => one["type"] === "function" && !BUILT_IN.test(functionName(one)));
}

function functionName(node: Readonly<Record<string, unknown>>): string {
  const shape = z
    .looseObject({ name: z.looseObject({ name: z.array(z.looseObject({ value: z.string() })) }) })
    .safeParse(node);
  return shape.data?.name.name.at(-1)?.value ?? "";
}

/** True where the test holds for any object of a syntax tree. */
function some(node: unknown, test: (node: Readonly<Record<string, unknown>>) => boolean): boolean {
  if (Array.isArray(node)) return node.some((one) => some(one, test));
  if (typeof node !== "object" || node === null) return false;
  const record: Readonly<Record<string, unknown>> = { ...node };
  return test(record) || Object.values(record).some((value) => some(value, test));
}
