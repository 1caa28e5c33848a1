// The rule book: what each change means for data and code that are there already. Compared with the rules of squawk,
// Atlas (DS, MF, BC, CD), strong_migrations and django-migration-linter.
import type { Change, ConstraintKind, NewColumn } from "./change.ts";
import type { Created } from "./history/created.ts";

export interface Ruling {
  readonly rule: string;
  readonly verdict: "breaking" | "additive" | "unknown";
  readonly message: string;
  readonly remedy: string;
  /** What is at stake, for the transcript; data loss is worded by the row count. */
  readonly risk?: "data loss" | (string & {}) | undefined;
}

/** Judges a change against what the same migration has created before it. */
export function rule(change: Change, created: Created): Ruling {
  switch (change.kind) {
    case "create-table":
      return additive("create-table", "Creates a table");
    case "drop-table":
      return change.temporary === true || created.table(change.table) === "surely"
        ? own("drop-table")
        : loses(
            "drop-table",
            "Drops a table with its rows",
            "Stop using the table first, and drop it in a later release.",
          );
    case "rename-table":
      return created.table(change.table) === "surely" ? own("rename-table") : renames("rename-table");
    case "add-column":
      return created.table(change.table) === "surely"
        ? additive("add-column", "Adds a column")
        : addColumn(change.column);
    case "drop-column":
      return isOwnColumn(change, created)
        ? own("drop-column")
        : loses(
            "drop-column",
            "Drops a column with its values",
            "Stop using the column first, and drop it in a later release.",
          );
    case "rename-column":
      return isOwnColumn(change, created) ? own("rename-column") : renames("rename-column");
    case "change-type":
      return isOwnColumn(change, created)
        ? own("change-column-type")
        : breaking(
            "change-column-type",
            "Changes the type of a column",
            "Rewrites the table; values and code may not fit the new type",
            "Add a column of the new type, move the values, then switch over.",
          );
    case "set-not-null":
      return created.table(change.table) === "surely"
        ? own("set-not-null")
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
      return created.table(change.table) === "surely"
        ? own("drop-default")
        : breaking(
            "drop-default",
            "Takes the default away from a column",
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
      return created.index(change) || (change.table !== undefined && created.table(change.table) === "surely")
        ? own("drop-index")
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
        ? own(`rename-${slug(change.type)}`)
        : renames(`rename-${slug(change.type)}`);
    case "truncate":
      return created.table(change.table) === "surely"
        ? own("truncate")
        : loses(
            "truncate",
            "Deletes all rows of a table",
            "Delete what is to go by a condition, outside of a migration.",
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
      if (change.table !== undefined && created.table(change.table) === "surely") return own("alter-column");
      return {
        rule: "unreadable",
        verdict: "unknown",
        message: `Cannot be judged: ${change.reason}`,
        remedy: READ_IT,
        risk: "Unknown: it could not be read",
      };
  }
}

const READ_IT = "Read it, and approve it if it keeps data and running code whole.";

function additive(rule: string, message: string): Ruling {
  return { rule, verdict: "additive", message, remedy: "Have the change looked at by whoever minds the database." };
}

function own(rule: string): Ruling {
  return additive(rule, "Changes what the same migration created");
}

function breaking(rule: string, message: string, risk: string, remedy: string): Ruling {
  return { rule, verdict: "breaking", message, remedy, risk };
}

function loses(rule: string, message: string, remedy: string): Ruling {
  return breaking(rule, message, "data loss", remedy);
}

function renames(rule: string): Ruling {
  return breaking(
    rule,
    "Renames what code may use",
    "Breaks code that uses the old name",
    "Add the new name, move code over, then drop the old one in a later release.",
  );
}

function isOwnColumn(change: { readonly table: string; readonly column: string }, created: Created): boolean {
  return created.table(change.table) === "surely" || created.column(change.table, change.column);
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
  if (primaryKey) return changesKey();
  if (notNull && !filled) {
    return breaking(
      "add-column-not-null",
      "Adds a NOT NULL column without a default",
      "Fails on rows and inserts without a value",
      "Give the column a default, or allow NULL until it is filled.",
    );
  }
  if (unique) return addsRule("unique");
  if (check) return addsRule("check");
  // A new column that is NULL everywhere cannot point at a missing row; one with a default can.
  if (references && filled) return addsRule("foreign key");
  return additive(
    "add-column",
    rewrites
      ? "Adds a column whose default is computed for each row: the table is locked while it is rewritten"
      : "Adds a column",
  );
}

function changesKey(): Ruling {
  return breaking(
    "change-primary-key",
    "Changes the primary key",
    "Locks the table; code and foreign keys rely on the key",
    "Add the new key beside the old one first.",
  );
}

const RULES: Readonly<Record<Exclude<ConstraintKind, "primary key">, string>> = {
  unique: "add-unique",
  "foreign key": "add-foreign-key",
  check: "add-check",
  exclusion: "add-exclusion",
};

function addsRule(kind: Exclude<ConstraintKind, "primary key">): Ruling {
  const remedy =
    kind === "unique" || kind === "exclusion"
      ? "Make sure that no row breaks it, and that code keeps to it."
      : "Add it NOT VALID, and validate it in a later migration.";
  return breaking(
    RULES[kind],
    `Adds a ${kind} constraint to a table in use`,
    "Fails on rows, and refuses inserts, that break the constraint",
    remedy,
  );
}

function addConstraint(change: Extract<Change, { kind: "add-constraint" }>, created: Created): Ruling {
  const { constraint, table, columns, deferred } = change;
  if (constraint === "primary key")
    return !isNew(table, created) ? changesKey() : additive("change-primary-key", "Adds a primary key to a new table");
  if (isNew(table, created)) return additive(RULES[constraint], `Adds a ${constraint} constraint to a new table`);
  if (deferred) return additive(RULES[constraint], `Adds a ${constraint} constraint without checking existing rows`);
  const onNew = columns.length > 0 && columns.every((column) => created.column(table, column));
  if (constraint === "foreign key" && onNew) return additive("add-foreign-key", "Adds a foreign key on a new column");
  return addsRule(constraint);
}

function dropConstraint(
  { table, name, constraint }: Extract<Change, { kind: "drop-constraint" }>,
  created: Created,
): Ruling {
  if (created.table(table) === "surely" || created.object("CONSTRAINT", `${table}.${name}`))
    return own("drop-constraint");
  if (constraint === "primary key") return changesKey();
  return breaking(
    "drop-constraint",
    "Drops a constraint",
    "Code that relies on the constraint may meet rows that break it",
    "Make sure that no code relies on the constraint.",
  );
}

/** A table that may have been there is not new to what follows. */
function isNew(table: string, created: Created): boolean {
  return created.table(table) === "surely" || created.table(table) === "likely";
}

function createIndex(
  { table, unique, blocking, certain }: Extract<Change, { kind: "create-index" }>,
  created: Created,
): Ruling {
  // Where both say IF NOT EXISTS, both were made at once.
  if (isNew(table, created) || (created.table(table) === "maybe" && certain === false))
    return additive("create-index", "Creates an index on a new table");
  if (unique) return addsRule("unique");
  return blocking
    ? additive("create-index-not-concurrently", "Creates an index without CONCURRENTLY: writes wait until it is built")
    : additive("create-index", "Creates an index");
}

function dropObject({ type, name }: Extract<Change, { kind: "drop-object" }>, created: Created): Ruling {
  const id = `drop-${slug(type)}`;
  if (created.object(type, name)) return own(id);
  // DROP … IF EXISTS before CREATE is how these two are replaced. A view or function may come back in another shape.
  if ((type === "TRIGGER" || type === "POLICY") && created.recreates(type, name))
    return additive(id, `Replaces a ${type.toLowerCase()}`);
  const remedy = "Make sure that nothing uses it any more.";
  return ["SCHEMA", "DATABASE", "OWNED OBJECTS", "MATERIALIZED VIEW"].includes(type)
    ? loses(id, `Drops a ${type.toLowerCase()} with all it holds`, remedy)
    : breaking(id, `Drops a ${type.toLowerCase()}`, "Breaks code that uses it", remedy);
}

function changeRows(
  { kind, table, bounded }: Extract<Change, { kind: "delete" | "update" }>,
  created: Created,
): Ruling {
  if (/^(pg_|information_schema\.|mysql\.|sqlite_)/.test(table))
    return {
      rule: `${kind}-catalog`,
      verdict: "unknown",
      message: "Changes the database's own catalogue",
      remedy: READ_IT,
      risk: "Unknown: it changes the catalogue",
    };
  if (created.table(table) === "surely") return own(kind);
  if (!bounded)
    return loses(
      `${kind}-without-where`,
      kind === "delete" ? "Deletes every row of a table" : "Overwrites every row of a table",
      "Say which rows are meant.",
    );
  if (kind === "update") return additive("update", "Changes rows");
  return {
    rule: "delete",
    verdict: "unknown",
    message: "Deletes rows",
    remedy: "Make sure that these rows may go.",
    risk: "data loss",
  };
}

function restrict({ what, object }: Extract<Change, { kind: "restrict" }>, created: Created): Ruling {
  const isOwn =
    isNew(object, created) ||
    ["FUNCTION", "PROCEDURE", "SCHEMA", "VIEW", "SEQUENCE"].some((type) => created.object(type, object));
  if (isOwn) return own(slug(what));
  if (what.startsWith("DETACH PARTITION"))
    return breaking(
      slug(what),
      "Takes a partition's rows out of their table",
      "Queries of the table no longer find the rows",
      "Make sure that no code reads these rows through the table.",
    );
  return {
    rule: slug(what),
    verdict: "unknown",
    message: `Takes something away from those who use it (${what})`,
    remedy: READ_IT,
    risk: "May take rows or rights away from code that uses them",
  };
}

function slug(type: string): string {
  return type.toLowerCase().replaceAll(/[^a-z]+/g, "-");
}
