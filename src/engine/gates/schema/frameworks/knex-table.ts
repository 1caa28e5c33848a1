// The table builder that `alterTable` passes to its callback.
import { type Change, type NewColumn, unknown } from "../change.ts";
import { entry, flag, isNull, names, optionalName } from "../code/arguments.ts";
import type { Link } from "../code/call-chain.ts";
import type { Run } from "../code/framework.ts";
import type { Call } from "../code/program.ts";

const TYPES = new Set([
  "integer",
  "bigInteger",
  "bigint",
  "tinyint",
  "smallint",
  "mediumint",
  "text",
  "string",
  "float",
  "double",
  "decimal",
  "boolean",
  "bool",
  "date",
  "datetime",
  "dateTime",
  "time",
  "timestamp",
  "binary",
  "enum",
  "enu",
  "json",
  "jsonb",
  "uuid",
  "geometry",
  "geography",
  "point",
  "specificType",
  "timestamptz",
]);
const SETTINGS = new Set(["comment", "engine", "charset", "collate", "inherits", "queryContext"]);

/** The changes of one chain on the builder: `t.string("name").notNullable().defaultTo("")`. */
export async function tableChanges(table: string, links: readonly Link[], run: Run): Promise<readonly Change[]> {
  const [first] = links;
  const call = first?.call;
  if (first === undefined) return [];
  // `t.dropColumn.apply(t, …)`
  if (call === undefined) return [unknown(`the use of table.${first.name} cannot be followed`)];
  const list = names(run, call.args[0]);
  const name = list[0] ?? "?";
  if (TYPES.has(first.name)) return column(table, name, links, run);
  if (SETTINGS.has(first.name)) return [{ kind: "setting", what: first.name.toUpperCase(), object: table }];
  switch (first.name) {
    case "increments":
    case "bigIncrements":
      return [
        { kind: "add-column", table, column: { name, notNull: true, filled: true, primaryKey: true }, certain: true },
      ];
    case "timestamps":
      return [
        { kind: "add-column", table, column: { name: "created_at", notNull: false, filled: false }, certain: true },
      ];
    case "dropColumn":
    case "dropColumns":
      return call.args
        .flatMap((value) => names(run, value))
        .map((dropped) => ({ kind: "drop-column", table, column: dropped }));
    case "dropTimestamps":
      return [{ kind: "drop-column", table, column: "created_at" }];
    case "renameColumn":
      return [{ kind: "rename-column", table, column: name, to: run.name(call.args[1]) }];
    case "setNullable":
      return [{ kind: "drop-not-null", table, column: name }];
    case "dropNullable":
      return [{ kind: "set-not-null", table, column: name }];
    case "index":
      return [
        {
          kind: "create-index",
          table,
          name: optionalName(run, call.args[1]),
          unique: false,
          blocking: run.dialect === "postgres",
        },
      ];
    case "unique":
    case "primary":
      return [
        {
          kind: "add-constraint",
          table,
          name: optionalName(run, call.args[1]),
          constraint: first.name === "unique" ? "unique" : "primary key",
          columns: list,
          deferred: false,
        },
      ];
    case "foreign":
      return [
        { kind: "add-constraint", table, name: undefined, constraint: "foreign key", columns: list, deferred: false },
      ];
    case "dropPrimary":
      return [{ kind: "drop-constraint", table, name: "PRIMARY KEY", constraint: "primary key" }];
    case "dropForeign":
    case "dropUnique":
    case "dropChecks":
      return [{ kind: "drop-constraint", table, name }];
    case "dropIndex":
      return [{ kind: "drop-index", table, name }];
    default:
      if (first.name.startsWith("check"))
        return [{ kind: "add-constraint", table, name: undefined, constraint: "check", columns: [], deferred: false }];
      return [unknown(`table.${first.name} is an unknown operation`, table)];
  }
}

/** `alter()` replaces type, default and nullability, except those that its options exclude: `{ alterType: false }`. */
function alterColumn(
  table: string,
  column: string,
  alter: Call,
  initial: Call | undefined,
  run: Run,
): readonly Change[] {
  const keeps = (what: string) => flag(run, entry(run, alter.args[0], what)) === false;
  if (!keeps("alterType") || !keeps("alterNullable")) return [{ kind: "change-type", table, column }];
  return [
    { kind: initial === undefined || isNull(run, initial.args[0]) ? "drop-default" : "set-default", table, column },
  ];
}

function column(table: string, name: string, links: readonly Link[], run: Run): readonly Change[] {
  const find = (...wanted: readonly string[]): Call | undefined =>
    links.find((link) => wanted.includes(link.name))?.call;
  const initial = find("defaultTo");
  const alter = find("alter");
  if (alter !== undefined) return alterColumn(table, name, alter, initial, run);
  const definition: NewColumn = {
    name,
    notNull: find("notNullable", "notNull") !== undefined,
    filled: initial !== undefined && !isNull(run, initial.args[0]),
    unique: find("unique") !== undefined,
    primaryKey: find("primary") !== undefined,
    check: links.some((link) => link.name.startsWith("check")),
    references: find("references", "foreign") !== undefined,
  };
  return [{ kind: "add-column", table, column: definition, certain: true }];
}
