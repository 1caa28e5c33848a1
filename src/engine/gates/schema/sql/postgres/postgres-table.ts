// CREATE TABLE and ALTER TABLE of PostgreSQL.
import type {
  AlterTableCmd,
  AlterTableStmt,
  AlterTableType,
  ColumnDef,
  Constraint,
  CreateStmt,
  Node,
} from "@pgsql/types";
import { type Change, type ConstraintKind, type NewColumn, unknown } from "../../change.ts";
import { strings, tableName } from "./postgres-names.ts";
import { calledFunctions } from "./postgres-queries.ts";

export function readCreateTable(statement: CreateStmt): readonly Change[] {
  return [{ kind: "create-table", table: tableName(statement.relation), certain: statement.if_not_exists !== true }];
}

export function readAlterTable(statement: AlterTableStmt): readonly Change[] {
  const table = tableName(statement.relation);
  // ALTER TABLE also accepts views, indexes and sequences, for which it only changes settings.
  return (statement.cmds ?? []).flatMap((node) =>
    "AlterTableCmd" in node ? readCommand(table, node.AlterTableCmd) : [],
  );
}

function readCommand(table: string, command: AlterTableCmd): readonly Change[] {
  const { subtype = "AT_DropOf", name = "?", def } = command;
  switch (subtype) {
    case "AT_AddColumn": {
      const definition = def !== undefined && "ColumnDef" in def ? def.ColumnDef : {};
      return [{ kind: "add-column", table, column: readColumn(definition), certain: command.missing_ok !== true }];
    }
    case "AT_DropColumn":
      return [{ kind: "drop-column", table, column: name }];
    case "AT_AlterColumnType":
      return [{ kind: "change-type", table, column: name }];
    case "AT_ColumnDefault":
      return [{ kind: def === undefined || isNull(def) ? "drop-default" : "set-default", table, column: name }];
    case "AT_SetNotNull":
    case "AT_DropNotNull":
      return [{ kind: subtype === "AT_SetNotNull" ? "set-not-null" : "drop-not-null", table, column: name }];
    case "AT_DropIdentity":
    case "AT_DropExpression":
      return [{ kind: "drop-default", table, column: name }];
    case "AT_AddConstraint":
      return def !== undefined && "Constraint" in def
        ? readTableConstraint(table, def.Constraint)
        : [unknown("a constraint that cannot be read", table)];
    case "AT_DropConstraint":
      return [{ kind: "drop-constraint", table, name }];
    default:
      if (SETTINGS.has(subtype)) return [{ kind: "setting", what: wordsOf(subtype), object: table }];
      if (RESTRICTIONS.has(subtype)) return [{ kind: "restrict", what: wordsOf(subtype), object: table }];
      return [unknown(`ALTER TABLE … ${wordsOf(subtype)}`, table)];
  }
}

const SETTINGS: ReadonlySet<AlterTableType> = new Set<AlterTableType>([
  "AT_SetStatistics",
  "AT_SetOptions",
  "AT_ResetOptions",
  "AT_SetStorage",
  "AT_SetCompression",
  "AT_AlterConstraint",
  "AT_ValidateConstraint",
  "AT_ChangeOwner",
  "AT_ClusterOn",
  "AT_DropCluster",
  "AT_SetLogged",
  "AT_SetTableSpace",
  "AT_SetRelOptions",
  "AT_ResetRelOptions",
  "AT_EnableTrig",
  "AT_EnableAlwaysTrig",
  "AT_EnableReplicaTrig",
  "AT_EnableTrigAll",
  "AT_EnableTrigUser",
  "AT_EnableRule",
  "AT_AddInherit",
  "AT_ReplicaIdentity",
  "AT_AttachPartition",
  "AT_AddIdentity",
  "AT_SetIdentity",
]);

// Existing rows become invisible or unsafe, or a rule for data or access no longer applies.
const RESTRICTIONS: ReadonlySet<AlterTableType> = new Set<AlterTableType>([
  "AT_EnableRowSecurity",
  "AT_ForceRowSecurity",
  "AT_DisableRowSecurity",
  "AT_NoForceRowSecurity",
  "AT_DetachPartition",
  "AT_DetachPartitionFinalize",
  "AT_DropInherit",
  "AT_SetUnLogged",
  "AT_DisableTrig",
  "AT_DisableTrigAll",
  "AT_DisableTrigUser",
  "AT_DisableRule",
]);

/** The name of an action in SQL: `AT_EnableRowSecurity` → `ENABLE ROW SECURITY`. */
function wordsOf(subtype: AlterTableType): string {
  return subtype
    .slice(3)
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, " ")
    .toUpperCase();
}

const KINDS: Readonly<Record<string, ConstraintKind>> = {
  CONSTR_UNIQUE: "unique",
  CONSTR_FOREIGN: "foreign key",
  CONSTR_CHECK: "check",
  CONSTR_EXCLUSION: "exclusion",
  CONSTR_PRIMARY: "primary key",
};

function readTableConstraint(table: string, constraint: Constraint): readonly Change[] {
  if (constraint.contype === "CONSTR_NOTNULL") {
    // PostgreSQL 18 can add NOT NULL as NOT VALID.
    const column = strings(constraint.keys)[0] ?? "?";
    return [
      constraint.skip_validation === true
        ? { kind: "setting", what: "ADD NOT NULL NOT VALID", object: `${table}.${column}` }
        : { kind: "set-not-null", table, column },
    ];
  }
  const kind = KINDS[constraint.contype ?? ""];
  if (kind === undefined) return [unknown("a constraint that cannot be read", table)];
  const columns = strings(kind === "foreign key" ? constraint.fk_attrs : constraint.keys);
  const deferred = constraint.skip_validation === true || (kind === "unique" && constraint.indexname !== undefined);
  return [{ kind: "add-constraint", table, name: constraint.conname, constraint: kind, columns, deferred }];
}

function readColumn(definition: ColumnDef): NewColumn {
  const constraints = (definition.constraints ?? []).flatMap((node) => ("Constraint" in node ? [node.Constraint] : []));
  const has = (...kinds: readonly string[]) =>
    constraints.some(({ contype }) => contype !== undefined && kinds.includes(contype));
  const initial = constraints.find(({ contype }) => contype === "CONSTR_DEFAULT")?.raw_expr;
  const serial = /^(big|small)?serial\d?$/.test(strings(definition.typeName?.names).at(-1) ?? "");
  return {
    name: definition.colname ?? "?",
    notNull: has("CONSTR_NOTNULL"),
    filled: (initial !== undefined && !isNull(initial)) || serial || has("CONSTR_IDENTITY", "CONSTR_GENERATED"),
    rewrites: serial || has("CONSTR_IDENTITY", "CONSTR_GENERATED") || (initial !== undefined && isVolatile(initial)),
    unique: has("CONSTR_UNIQUE", "CONSTR_EXCLUSION"),
    primaryKey: has("CONSTR_PRIMARY"),
    check: constraints.some(({ contype, skip_validation: skipped }) => contype === "CONSTR_CHECK" && skipped !== true),
    references: has("CONSTR_FOREIGN"),
  };
}

function isNull(expression: Node): boolean {
  if ("TypeCast" in expression) return expression.TypeCast.arg !== undefined && isNull(expression.TypeCast.arg);
  return "A_Const" in expression && expression.A_Const.isnull === true;
}

/** True where the default may be computed for each row. `now()` and a few others are computed once per statement. */
function isVolatile(expression: Node): boolean {
  return calledFunctions(expression).some((name) => !NOT_VOLATILE.test(name));
}

const NOT_VOLATILE = new RegExp(
  String.raw`(^|\.)(now|current_timestamp|transaction_timestamp|statement_timestamp|to_jsonb?|array|lower|upper|` +
    "timezone)$",
);
