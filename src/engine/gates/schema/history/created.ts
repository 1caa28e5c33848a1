import { type Change, HOLE } from "../change.ts";

/** PostgreSQL drops indexes without naming their table. */
interface IndexName {
  readonly table: string | undefined;
  readonly name: string | undefined;
}

export type CreatedTable = "surely" | "likely" | "maybe";

/** What a migration has made so far: nobody's data or code depends on it yet. */
export interface Created {
  /** Undefined: it was there before. `maybe`: made with IF NOT EXISTS, so it may have been there; `likely`: by a tool that always says so. */
  table(name: string): CreatedTable | undefined;
  column(table: string, column: string): boolean;
  /** Indexes, constraints, views and the like. */
  object(type: string, name: string): boolean;
  index(index: IndexName): boolean;
  /** Something of this name is made later on: dropping it before only replaces it. */
  recreates(type: string, name: string): boolean;
  note(change: Change): void;
}

/** @param all every change of the migration, in order */
export function nothingCreated(all: readonly Change[]): Created {
  const tables = new Map<string, CreatedTable>();
  const columns = new Set<string>();
  const objects = new Set<string>();
  const made = new Set(
    all.flatMap((change) => (change.kind === "create-object" ? [`${change.type} ${change.name}`] : [])),
  );
  const key = (type: string, name: string) => `${type} ${name}`;

  return {
    table: (name) => tables.get(name),
    column: (table, column) => columns.has(key(table, column)),
    object: (type, name) => objects.has(key(type, name)),
    index: (index) => objects.has(indexKey(index)),
    recreates: (type, name) => made.has(key(type, name)),
    note(change) {
      switch (change.kind) {
        case "create-table":
          if (isNamed(change.table))
            tables.set(
              change.table,
              change.certain === true ? "surely" : change.certain === false ? "maybe" : "likely",
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
          // It holds rows of its own, and takes indexes.
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

/** One that is not known when it is read may be another the next time. A placeholder of a script has a name of its own. */
function isNamed(table: string): boolean {
  return table !== "?" && !new RegExp(`\\b${HOLE}\\b`).test(table);
}

function indexKey({ table, name = "?" }: IndexName): string {
  return table === undefined ? `INDEX ${name}` : `INDEX OF ${table}: ${name}`;
}
