// Statements of PostgreSQL other than queries.
import type { DropStmt, Node, ObjectType, RenameStmt } from "@pgsql/types";
import { type Change, unknown } from "../../change.ts";
import { listName, objectName, tableName, typeName } from "./postgres-names.ts";
import { readAlterTable, readCreateTable } from "./postgres-table.ts";

/** The changes of a statement; undefined for a query and for statements that are not known here. */
export function readDdl(node: Node): readonly Change[] | undefined {
  if ("CreateStmt" in node) return readCreateTable(node.CreateStmt);
  if ("AlterTableStmt" in node) return readAlterTable(node.AlterTableStmt);
  if ("DropStmt" in node) return readDrop(node.DropStmt);
  if ("RenameStmt" in node) return [readRename(node.RenameStmt)];
  if ("IndexStmt" in node) {
    const { relation, idxname: name, unique = false, concurrent = false, if_not_exists: ifNotExists } = node.IndexStmt;
    return [
      {
        kind: "create-index",
        table: tableName(relation),
        name,
        unique,
        blocking: !concurrent,
        certain: ifNotExists !== true,
      },
    ];
  }
  if ("CreateTableAsStmt" in node) {
    const { into, objtype, if_not_exists: ifNotExists } = node.CreateTableAsStmt;
    const name = tableName(into?.rel);
    if (objtype === "OBJECT_MATVIEW") return [{ kind: "create-object", type: "MATERIALIZED VIEW", name }];
    return [{ kind: "create-table", table: name, certain: ifNotExists !== true }];
  }
  if ("AlterEnumStmt" in node) {
    const { typeName: type, oldVal, newVal = "?" } = node.AlterEnumStmt;
    const name = `${listName(type)}.${oldVal ?? newVal}`;
    return [
      oldVal === undefined
        ? { kind: "create-object", type: "ENUM VALUE", name }
        : { kind: "rename-object", type: "ENUM VALUE", name, to: newVal },
    ];
  }
  if ("CreateSchemaStmt" in node) {
    const inner = (node.CreateSchemaStmt.schemaElts ?? []).flatMap(
      (element) => readDdl(element) ?? [unknown("an element of CREATE SCHEMA")],
    );
    return [
      {
        kind: "create-object",
        type: "SCHEMA",
        name: node.CreateSchemaStmt.schemaname ?? "?",
        certain: !mayExist(node),
      },
      ...inner,
    ];
  }
  return readAlterOther(node) ?? readDropOther(node) ?? readCreateOther(node);
}

const TYPES: Partial<Record<ObjectType, string>> = {
  OBJECT_MATVIEW: "MATERIALIZED VIEW",
  OBJECT_TABCONSTRAINT: "CONSTRAINT",
  OBJECT_DOMCONSTRAINT: "CONSTRAINT",
  OBJECT_ATTRIBUTE: "ATTRIBUTE",
};

function typeOf(type: ObjectType | undefined): string {
  return type === undefined ? "OBJECT" : (TYPES[type] ?? type.slice("OBJECT_".length).replaceAll("_", " "));
}

function readDrop({ removeType, objects = [] }: DropStmt): readonly Change[] {
  return objects.map((object): Change => {
    const name = objectName(object);
    if (removeType === "OBJECT_TABLE" || removeType === "OBJECT_FOREIGN_TABLE")
      return { kind: "drop-table", table: name };
    if (removeType === "OBJECT_INDEX") return { kind: "drop-index", table: undefined, name };
    return { kind: "drop-object", type: typeOf(removeType), name };
  });
}

function readRename({
  renameType,
  relation,
  object,
  subname = "?",
  newname: to = "?",
  relationType,
}: RenameStmt): Change {
  const table = tableName(relation);
  switch (renameType) {
    case "OBJECT_TABLE":
    case "OBJECT_FOREIGN_TABLE":
      return { kind: "rename-table", table, to };
    case "OBJECT_COLUMN":
      return { kind: "rename-column", table, column: subname, to };
    case "OBJECT_VIEW":
    case "OBJECT_MATVIEW":
    case "OBJECT_INDEX":
    case "OBJECT_SEQUENCE":
      return { kind: "rename-object", type: typeOf(renameType), name: table, to };
    default: {
      const owner = relation === undefined ? objectName(object) : table;
      const name = relationType === undefined && relation === undefined ? owner : `${owner}.${subname}`;
      return { kind: "rename-object", type: typeOf(renameType), name, to };
    }
  }
}

function readAlterOther(node: Node): readonly Change[] | undefined {
  if ("AlterObjectSchemaStmt" in node) {
    const { objectType, relation, object, newschema: to = "?" } = node.AlterObjectSchemaStmt;
    const name = relation === undefined ? objectName(object) : tableName(relation);
    return [{ kind: "rename-object", type: typeOf(objectType), name, to: `${to}.${name.split(".").at(-1) ?? name}` }];
  }
  if ("AlterDomainStmt" in node) {
    const { subtype, typeName: names, name = "?", def } = node.AlterDomainStmt;
    const table = listName(names);
    if (subtype === "X") return [{ kind: "drop-constraint", table, name }];
    if (subtype === "O") return [{ kind: "set-not-null", table, column: "*" }];
    const deferred = def !== undefined && "Constraint" in def && def.Constraint.skip_validation === true;
    if (subtype === "C") return [{ kind: "add-constraint", table, name, constraint: "check", columns: [], deferred }];
    if (subtype === "T" && def === undefined) return [{ kind: "drop-default", table, column: "*" }];
    return [{ kind: "setting", what: "ALTER DOMAIN", object: table }];
  }
  if ("GrantStmt" in node)
    return [
      {
        kind: node.GrantStmt.is_grant === true ? "setting" : "restrict",
        what: node.GrantStmt.is_grant === true ? "GRANT" : "REVOKE",
        object: objectName(node.GrantStmt.objects?.[0]),
      },
    ];
  if ("GrantRoleStmt" in node)
    return [
      {
        kind: node.GrantRoleStmt.is_grant === true ? "setting" : "restrict",
        what: node.GrantRoleStmt.is_grant === true ? "GRANT" : "REVOKE",
        object: "roles",
      },
    ];
  if ("AlterPolicyStmt" in node)
    return [{ kind: "restrict", what: "ALTER POLICY", object: tableName(node.AlterPolicyStmt.table) }];
  if ("TransactionStmt" in node && /ROLLBACK/.test(node.TransactionStmt.kind ?? ""))
    return [unknown("rolls back the statements before it")];
  const head = Object.keys(node)[0] ?? "";
  if (SESSION.has(head)) return [];
  if (isRestriction(node)) return [{ kind: "restrict", what: sqlOf(head), object: "" }];
  return SETTINGS.has(head) ? [{ kind: "setting", what: sqlOf(head), object: "" }] : undefined;
}

/** Forms of ALTER that take rights or guarantees away from users of the object. */
function isRestriction(node: Node): boolean {
  if ("AlterDefaultPrivilegesStmt" in node) return node.AlterDefaultPrivilegesStmt.action?.is_grant !== true;
  if ("AlterPublicationStmt" in node) return node.AlterPublicationStmt.action !== "AP_AddObjects";
  // A restarted sequence returns numbers that are in use already.
  if ("AlterSeqStmt" in node)
    return (node.AlterSeqStmt.options ?? []).some(
      (option) => "DefElem" in option && option.DefElem.defname === "restart",
    );
  return "AlterRoleStmt" in node;
}

const SESSION = new Set([
  "TransactionStmt",
  "VariableSetStmt",
  "VariableShowStmt",
  "LockStmt",
  "ConstraintsSetStmt",
  "DiscardStmt",
  "ListenStmt",
  "UnlistenStmt",
  "NotifyStmt",
  "CheckPointStmt",
  "DeallocateStmt",
  "FetchStmt",
  "ClosePortalStmt",
  "VacuumStmt",
  "RefreshMatViewStmt",
  "ReindexStmt",
  "ClusterStmt",
]);

const SETTINGS = new Set([
  "CommentStmt",
  "SecLabelStmt",
  "AlterOwnerStmt",
  "AlterDefaultPrivilegesStmt",
  "AlterSeqStmt",
  "AlterRoleSetStmt",
  "AlterDatabaseSetStmt",
  "AlterRoleStmt",
  "AlterFunctionStmt",
  "AlterExtensionStmt",
  "AlterStatsStmt",
  "AlterDatabaseStmt",
  "AlterObjectDependsStmt",
  "AlterCollationStmt",
  "AlterDatabaseRefreshCollStmt",
  "AlterTableSpaceOptionsStmt",
  "ReassignOwnedStmt",
  "AlterEventTrigStmt",
  "AlterPublicationStmt",
]);

/** The name of a statement in SQL: `AlterSeqStmt` → `ALTER SEQ`. */
function sqlOf(head: string): string {
  return head
    .replace(/Stmt$/, "")
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, " ")
    .toUpperCase();
}

function readDropOther(node: Node): readonly Change[] | undefined {
  if ("DropdbStmt" in node) return [{ kind: "drop-object", type: "DATABASE", name: node.DropdbStmt.dbname ?? "?" }];
  if ("DropRoleStmt" in node) return [{ kind: "drop-object", type: "ROLE", name: "?" }];
  if ("DropOwnedStmt" in node) return [{ kind: "drop-object", type: "OWNED OBJECTS", name: "?" }];
  if ("DropSubscriptionStmt" in node)
    return [{ kind: "drop-object", type: "SUBSCRIPTION", name: node.DropSubscriptionStmt.subname ?? "?" }];
  if ("DropTableSpaceStmt" in node)
    return [{ kind: "drop-object", type: "TABLESPACE", name: node.DropTableSpaceStmt.tablespacename ?? "?" }];
  if ("DropUserMappingStmt" in node)
    return [{ kind: "drop-object", type: "USER MAPPING", name: node.DropUserMappingStmt.servername ?? "?" }];
  return undefined;
}

function readCreateOther(node: Node): readonly Change[] | undefined {
  const named = nameOfCreated(node);
  return named === undefined
    ? undefined
    : [
        {
          kind: "create-object",
          type: named[0],
          name: named[1] ?? "?",
          certain: !mayExist(node),
          replaces: "ViewStmt" in node && node.ViewStmt.replace === true,
        },
      ];
}

/** True where OR REPLACE or IF NOT EXISTS shows that the object may exist already. */
function mayExist(node: Node): boolean {
  return Object.values(node).some(
    (body: object) =>
      ("replace" in body && body.replace === true) || ("if_not_exists" in body && body.if_not_exists === true),
  );
}

/** Type and name of the object that a CREATE statement creates; undefined for other statements. */
function nameOfCreated(node: Node): readonly [string, string | undefined] | undefined {
  if ("ViewStmt" in node) return ["VIEW", tableName(node.ViewStmt.view)];
  if ("CreateEnumStmt" in node) return ["TYPE", listName(node.CreateEnumStmt.typeName)];
  if ("CompositeTypeStmt" in node) return ["TYPE", tableName(node.CompositeTypeStmt.typevar)];
  if ("CreateRangeStmt" in node) return ["TYPE", listName(node.CreateRangeStmt.typeName)];
  if ("CreateDomainStmt" in node) return ["DOMAIN", listName(node.CreateDomainStmt.domainname)];
  if ("CreateSeqStmt" in node) return ["SEQUENCE", tableName(node.CreateSeqStmt.sequence)];
  if ("CreateExtensionStmt" in node) return ["EXTENSION", node.CreateExtensionStmt.extname];
  if ("CreateTrigStmt" in node)
    return ["TRIGGER", `${tableName(node.CreateTrigStmt.relation)}.${node.CreateTrigStmt.trigname ?? "?"}`];
  if ("CreatePolicyStmt" in node)
    return ["POLICY", `${tableName(node.CreatePolicyStmt.table)}.${node.CreatePolicyStmt.policy_name ?? "?"}`];
  if ("CreateRoleStmt" in node) return ["ROLE", node.CreateRoleStmt.role];
  if ("CreatedbStmt" in node) return ["DATABASE", node.CreatedbStmt.dbname];
  if ("CreateStatsStmt" in node) return ["STATISTICS", listName(node.CreateStatsStmt.defnames)];
  if ("CreatePublicationStmt" in node) return ["PUBLICATION", node.CreatePublicationStmt.pubname];
  if ("CreateEventTrigStmt" in node) return ["EVENT TRIGGER", node.CreateEventTrigStmt.trigname];
  if ("CreateForeignTableStmt" in node) return ["FOREIGN TABLE", tableName(node.CreateForeignTableStmt.base?.relation)];
  if ("CreateForeignServerStmt" in node) return ["SERVER", node.CreateForeignServerStmt.servername];
  if ("DefineStmt" in node) return [typeOf(node.DefineStmt.kind), listName(node.DefineStmt.defnames)];
  if ("CreateCastStmt" in node) return ["CAST", typeName(node.CreateCastStmt.sourcetype)];
  const head = Object.keys(node)[0] ?? "";
  const other = [
    "CreateOpClassStmt",
    "CreateOpFamilyStmt",
    "CreateConversionStmt",
    "CreateTransformStmt",
    "CreateAmStmt",
    "CreateUserMappingStmt",
    "CreatePLangStmt",
    "CreateFdwStmt",
    "CreateSubscriptionStmt",
    "CreateTableSpaceStmt",
    "ImportForeignSchemaStmt",
  ].includes(head);
  return other ? [sqlOf(head).replace("CREATE ", ""), "?"] : undefined;
}
