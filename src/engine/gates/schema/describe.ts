import { type Change, HOLE } from "./change.ts";

/** The change as the transcript prints it: `CREATE TABLE "api_keys"`, `DROP COLUMN "legacy_status"`. */
export function describe(change: Change): string {
  return readable(describeExactly(change));
}

/** The object that a finding is about: `users.legacy_status`. */
export function objectOf(change: Change): string {
  return readable(nameObject(change));
}

function readable(text: string): string {
  return text.replaceAll(new RegExp(`${HOLE}(_\\w+)?`, "g"), "?");
}

function describeExactly(change: Change): string {
  switch (change.kind) {
    case "create-table":
    case "drop-table":
      return `${words(change.kind)} ${quote(change.table)}`;
    case "rename-table":
      return `RENAME TABLE ${quote(change.table)} TO ${quote(change.to)}`;
    case "add-column":
      return `ADD COLUMN ${quote(change.column.name)}`;
    case "drop-column":
      return `DROP COLUMN ${quote(change.column)}`;
    case "rename-column":
      return `RENAME COLUMN ${quote(change.column)} TO ${quote(change.to)}`;
    case "change-type":
      return `ALTER COLUMN ${quote(change.column)} TYPE`;
    case "set-not-null":
    case "drop-not-null":
    case "set-default":
    case "drop-default":
      return `ALTER COLUMN ${quote(change.column)} ${words(change.kind)}`;
    case "add-constraint":
      return `ADD ${change.constraint.toUpperCase()}${change.name === undefined ? "" : ` ${quote(change.name)}`}`;
    case "drop-constraint":
      return change.constraint === "primary key" ? "DROP PRIMARY KEY" : `DROP CONSTRAINT ${quote(change.name)}`;
    case "create-index":
      return (
        `CREATE ${change.unique ? "UNIQUE " : ""}INDEX ` +
        (change.name === undefined ? `ON ${quote(change.table)}` : quote(change.name))
      );
    case "drop-index":
      return `DROP INDEX ${quote(change.name)}`;
    case "create-object":
    case "drop-object":
      return `${change.kind === "create-object" ? "CREATE" : "DROP"} ${change.type} ${quote(change.name)}`;
    case "rename-object":
      return `RENAME ${change.type} ${quote(change.name)} TO ${quote(change.to)}`;
    case "truncate":
    case "update":
      return `${words(change.kind)} ${quote(change.table)}`;
    case "delete":
      return `DELETE FROM ${quote(change.table)}`;
    case "insert":
      return `INSERT INTO ${quote(change.table)}`;
    case "setting":
    case "restrict":
      return change.object === "" ? change.what : `${change.what} ${quote(change.object)}`;
    case "unknown":
      return change.object === undefined
        ? "statement that cannot be read"
        : `statement that cannot be read (${change.object})`;
  }
}

function nameObject(change: Change): string {
  switch (change.kind) {
    case "add-column":
      return `${change.table}.${change.column.name}`;
    case "drop-column":
    case "rename-column":
    case "change-type":
    case "set-not-null":
    case "drop-not-null":
    case "set-default":
    case "drop-default":
      return `${change.table}.${change.column}`;
    case "add-constraint":
    case "create-index":
      return change.name === undefined ? change.table : `${change.table}.${change.name}`;
    case "drop-constraint":
      return `${change.table}.${change.name}`;
    case "drop-index":
      return change.table === undefined ? change.name : `${change.table}.${change.name}`;
    case "create-object":
    case "drop-object":
    case "rename-object":
      return change.name;
    case "setting":
    case "restrict":
      return change.object === "" ? change.what.toLowerCase() : change.object;
    case "unknown":
      return change.object ?? "?";
    default:
      return change.table;
  }
}

function words(kind: string): string {
  return kind.replaceAll("-", " ").toUpperCase();
}

function quote(name: string): string {
  return `"${name.split(".").join('"."')}"`;
}
