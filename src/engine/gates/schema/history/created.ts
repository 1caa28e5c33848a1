import { type Change, HOLE } from "../change.ts";

interface IndexName {
  /** Undefined where the statement does not name it, as in PostgreSQL's DROP INDEX. */
  readonly table: string | undefined;
  readonly name: string | undefined;
}

/**
 * How certain it is that a table did not exist before the migration. `possible`: created with IF NOT EXISTS;
 * `likely`: created with IF NOT EXISTS by a tool that always writes it, or mentioned in no earlier migration.
 */
export type Novelty = "certain" | "likely" | "possible";

/** The objects that a migration has created so far. No data or code depends on them yet. */
export interface CreatedObjects {
  /** Undefined where the migration did not create the table. */
  table(name: string): Novelty | undefined;
  column(table: string, column: string): boolean;
  /** Indexes, constraints, views and the like. */
  object(type: string, name: string): boolean;
  index(index: IndexName): boolean;
  /**
   * True where the migration creates an object of this name anywhere, so that a drop before it only replaces the
   * object.
   */
  recreates(type: string, name: string): boolean;
  /** Takes a change into account for the calls that follow. */
  record(change: Change): void;
}

/** @param all every change of the migration, in order; none of them counts until it is recorded */
export function trackCreated(all: readonly Change[]): CreatedObjects {
  const tables = new Map<string, Novelty>();
  const columns = new Set<string>();
  const objects = new Set<string>();
  const createdAnywhere = new Set(
    all.flatMap((change) => (change.kind === "create-object" ? [`${change.type} ${change.name}`] : [])),
  );
  const key = (type: string, name: string) => `${type} ${name}`;

  return {
    table: (name) => tables.get(name),
    column: (table, column) => columns.has(key(table, column)),
    object: (type, name) => objects.has(key(type, name)),
    index: (index) => objects.has(indexKey(index)),
    recreates: (type, name) => createdAnywhere.has(key(type, name)),
    record(change) {
      switch (change.kind) {
        case "create-table":
          if (isNamed(change.table))
            tables.set(
              change.table,
              change.certain === true ? "certain" : change.certain === false ? "possible" : "likely",
            );
          break;
        case "drop-table":
          tables.delete(change.table);
          break;
        case "rename-table": {
          const state = tables.get(change.table);
          tables.delete(change.table);
          if (state !== undefined) tables.set(change.to, state);
          break;
        }
        case "add-column":
          if (change.certain && change.table !== "?" && change.column.name !== "?")
            columns.add(key(change.table, change.column.name));
          break;
        case "drop-column":
          columns.delete(key(change.table, change.column));
          break;
        case "rename-column":
          if (columns.delete(key(change.table, change.column))) columns.add(key(change.table, change.to));
          break;
        case "create-index":
          if (change.name !== undefined && change.certain !== false)
            objects.add(indexKey(change)).add(indexKey({ ...change, table: undefined }));
          break;
        case "add-constraint":
          if (change.name !== undefined) objects.add(key("CONSTRAINT", `${change.table}.${change.name}`));
          break;
        case "create-object":
          if (change.certain === false) break;
          objects.add(key(change.type, change.name));
          // A materialized view stores rows and can be indexed, as a table can.
          if (change.type === "MATERIALIZED VIEW" && change.name !== "?") tables.set(change.name, "likely");
          break;
        case "drop-object":
          objects.delete(key(change.type, change.name));
          break;
        case "drop-index":
          objects.delete(indexKey(change));
          break;
        default:
      }
    },
  };
}

/**
 * False for a name that is only known at run time: two such names may differ. A named placeholder of a script is
 * always the same.
 */
function isNamed(table: string): boolean {
  return table !== "?" && !new RegExp(`\\b${HOLE}\\b`).test(table);
}

function indexKey({ table, name = "?" }: IndexName): string {
  return table === undefined ? `INDEX ${name}` : `INDEX OF ${table}: ${name}`;
}
