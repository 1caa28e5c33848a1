// What each change means for existing data and running code. The rules were compared with those of squawk, Atlas (DS,
// MF, BC, CD), strong_migrations and django-migration-linter.
import type { Change, NewColumn } from "./change.ts";
import type { CreatedObjects } from "./history/created.ts";
import {
  additive,
  addsConstraint,
  breaking,
  changesCreated,
  changesPrimaryKey,
  CONSTRAINT_RULES,
  losesRows,
  READ_AND_APPROVE,
  renames,
  type Ruling,
  slug,
} from "./ruling.ts";

/** Judges a change, given the objects that the same migration created before it. */
export function rule(change: Change, created: CreatedObjects): Ruling {
  switch (change.kind) {
    case "create-table":
      return additive("create-table", "Creates a table");
    case "drop-table":
      return change.temporary === true || created.table(change.table) === "certain"
        ? changesCreated("drop-table")
        : losesRows(
            "drop-table",
            "Drops a table with its rows",
            "Stop using the table first, and drop it in a later release.",
          );
    case "rename-table":
      return created.table(change.table) === "certain" ? changesCreated("rename-table") : renames("rename-table");
    case "add-column":
      return created.table(change.table) === "certain"
        ? additive("add-column", "Adds a column")
        : addColumn(change.column);
    case "drop-column":
      return isCreatedColumn(change, created)
        ? changesCreated("drop-column")
        : losesRows(
            "drop-column",
            "Drops a column with its values",
            "Stop using the column first, and drop it in a later release.",
          );
    case "rename-column":
      return isCreatedColumn(change, created) ? changesCreated("rename-column") : renames("rename-column");
    case "change-type":
      return isCreatedColumn(change, created)
        ? changesCreated("change-column-type")
        : breaking(
            "change-column-type",
            "Changes the type of a column",
            "Rewrites the table; values and code may not fit the new type",
            "Add a column of the new type, move the values, then switch over.",
          );
    case "set-not-null":
      return created.table(change.table) === "certain"
        ? changesCreated("set-not-null")
        : breaking(
            "set-not-null",
            "Forbids NULL in a column in use",
            "Fails on rows and inserts without a value",
            "Give the column a default and fill the rows in an earlier release.",
          );
    case "drop-not-null":
      return additive("drop-not-null", "Allows NULL in a column");
    case "set-default":
      return additive("set-default", "Gives a column a default");
    case "drop-default":
      return created.table(change.table) === "certain"
        ? changesCreated("drop-default")
        : breaking(
            "drop-default",
            "Drops the default of a column",
            "Breaks code that inserts without a value",
            "Make sure that all code sets the column first.",
          );
    case "add-constraint":
      return addConstraint(change, created);
    case "drop-constraint":
      return dropConstraint(change, created);
    case "create-index":
      return createIndex(change, created);
    case "drop-index":
      return created.index(change) || (change.table !== undefined && created.table(change.table) === "certain")
        ? changesCreated("drop-index")
        : breaking(
            "drop-index",
            "Drops an index",
            "Queries that use the index become slow",
            "Make sure that no query uses the index.",
          );
    case "create-object":
      return additive(`create-${slug(change.type)}`, `Creates a ${change.type.toLowerCase()}`);
    case "drop-object":
      return dropObject(change, created);
    case "rename-object":
      return created.object(change.type, change.name)
        ? changesCreated(`rename-${slug(change.type)}`)
        : renames(`rename-${slug(change.type)}`);
    case "truncate":
      return created.table(change.table) === "certain"
        ? changesCreated("truncate")
        : losesRows(
            "truncate",
            "Deletes all rows of a table",
            "Delete the rows by a condition, outside of a migration.",
          );
    case "delete":
    case "update":
      return changeRows(change, created);
    case "insert":
      return additive("insert", "Inserts rows");
    case "setting":
      return additive("setting", `Changes a setting (${change.what})`);
    case "restrict":
      return restrict(change, created);
    case "unknown":
      if (change.table !== undefined && created.table(change.table) === "certain")
        return changesCreated("alter-column");
      return {
        rule: "unreadable",
        verdict: "unknown",
        message: `Cannot be judged: ${change.reason}`,
        remedy: READ_AND_APPROVE,
        risk: "Unknown: it could not be read",
      };
  }
}

function isCreatedColumn(
  change: { readonly table: string; readonly column: string },
  created: CreatedObjects,
): boolean {
  return created.table(change.table) === "certain" || created.column(change.table, change.column);
}

function addColumn(column: NewColumn): Ruling {
  const {
    notNull,
    filled,
    unique = false,
    primaryKey = false,
    check = false,
    references = false,
    rewrites = false,
  } = column;
  if (primaryKey) return changesPrimaryKey();
  if (notNull && !filled) {
    return breaking(
      "add-column-not-null",
      "Adds a NOT NULL column without a default",
      "Fails on rows and inserts without a value",
      "Give the column a default, or allow NULL until it is filled.",
    );
  }
  if (unique) return addsConstraint("unique");
  if (check) return addsConstraint("check");
  // A new column that is NULL in every row cannot reference a missing row. A column with a default can.
  if (references && filled) return addsConstraint("foreign key");
  return additive(
    "add-column",
    rewrites
      ? "Adds a column whose default is computed for each row: the table is locked while it is rewritten"
      : "Adds a column",
  );
}

function addConstraint(change: Extract<Change, { kind: "add-constraint" }>, created: CreatedObjects): Ruling {
  const { constraint, table, columns, deferred } = change;
  if (constraint === "primary key")
    return !isNew(table, created)
      ? changesPrimaryKey()
      : additive("change-primary-key", "Adds a primary key to a new table");
  if (isNew(table, created))
    return additive(CONSTRAINT_RULES[constraint], `Adds a ${constraint} constraint to a new table`);
  if (deferred)
    return additive(CONSTRAINT_RULES[constraint], `Adds a ${constraint} constraint without checking existing rows`);
  const onNew = columns.length > 0 && columns.every((column) => created.column(table, column));
  if (constraint === "foreign key" && onNew) return additive("add-foreign-key", "Adds a foreign key on a new column");
  return addsConstraint(constraint);
}

function dropConstraint(
  { table, name, constraint }: Extract<Change, { kind: "drop-constraint" }>,
  created: CreatedObjects,
): Ruling {
  if (created.table(table) === "certain" || created.object("CONSTRAINT", `${table}.${name}`))
    return changesCreated("drop-constraint");
  if (constraint === "primary key") return changesPrimaryKey();
  return breaking(
    "drop-constraint",
    "Drops a constraint",
    "Code that relies on the constraint may meet rows that break it",
    "Make sure that no code relies on the constraint.",
  );
}

/** False for a table that may have existed before the migration. */
function isNew(table: string, created: CreatedObjects): boolean {
  return created.table(table) === "certain" || created.table(table) === "likely";
}

function createIndex(
  { table, unique, blocking, certain }: Extract<Change, { kind: "create-index" }>,
  created: CreatedObjects,
): Ruling {
  // Where table and index both have IF NOT EXISTS, the index exists wherever the table does.
  if (isNew(table, created) || (created.table(table) === "possible" && certain === false))
    return additive("create-index", "Creates an index on a new table");
  if (unique) return addsConstraint("unique");
  return blocking
    ? additive("create-index-not-concurrently", "Creates an index without CONCURRENTLY: writes wait until it is built")
    : additive("create-index", "Creates an index");
}

function dropObject({ type, name }: Extract<Change, { kind: "drop-object" }>, created: CreatedObjects): Ruling {
  const id = `drop-${slug(type)}`;
  if (created.object(type, name)) return changesCreated(id);
  // Triggers and policies are replaced by DROP … IF EXISTS and CREATE. A view or function may come back in another
  // form.
  if ((type === "TRIGGER" || type === "POLICY") && created.recreates(type, name))
    return additive(id, `Replaces a ${type.toLowerCase()}`);
  const remedy = "Make sure that nothing uses it.";
  return ["SCHEMA", "DATABASE", "OWNED OBJECTS", "MATERIALIZED VIEW"].includes(type)
    ? losesRows(id, `Drops a ${type.toLowerCase()} with all its contents`, remedy)
    : breaking(id, `Drops a ${type.toLowerCase()}`, "Breaks code that uses it", remedy);
}

function changeRows(
  { kind, table, bounded }: Extract<Change, { kind: "delete" | "update" }>,
  created: CreatedObjects,
): Ruling {
  if (/^(pg_|information_schema\.|mysql\.|sqlite_)/.test(table))
    return {
      rule: `${kind}-catalog`,
      verdict: "unknown",
      message: "Changes the catalog of the database",
      remedy: READ_AND_APPROVE,
      risk: "Unknown: it changes the catalog",
    };
  if (created.table(table) === "certain") return changesCreated(kind);
  if (!bounded)
    return losesRows(
      `${kind}-without-where`,
      kind === "delete" ? "Deletes every row of a table" : "Overwrites every row of a table",
      "Add a condition that selects the rows.",
    );
  if (kind === "update") return additive("update", "Changes rows");
  return {
    rule: "delete",
    verdict: "unknown",
    message: "Deletes rows",
    remedy: "Make sure that these rows can be deleted.",
    risk: "data loss",
  };
}

function restrict({ what, object }: Extract<Change, { kind: "restrict" }>, created: CreatedObjects): Ruling {
  const isCreated =
    isNew(object, created) ||
    ["FUNCTION", "PROCEDURE", "SCHEMA", "VIEW", "SEQUENCE"].some((type) => created.object(type, object));
  if (isCreated) return changesCreated(slug(what));
  if (what.startsWith("DETACH PARTITION"))
    return breaking(
      slug(what),
      "Takes the rows of a partition out of their table",
      "Queries of the table no longer find the rows",
      "Make sure that no code reads these rows through the table.",
    );
  return {
    rule: slug(what),
    verdict: "unknown",
    message: `Takes rows, rights or guarantees away from users of the object (${what})`,
    remedy: READ_AND_APPROVE,
    risk: "May take rows or rights away from code that uses them",
  };
}
