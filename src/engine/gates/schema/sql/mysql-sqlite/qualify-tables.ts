// Finds the table that an unqualified name refers to in MySQL and SQLite: a temporary table of that name if there is
// one, else a table of the database in use.
import type { Change } from "../../change.ts";
import type { Token } from "../lexer.ts";

/**
 * Returns a function that qualifies the tables of the changes of one statement after the other: temporary tables by
 * `temp.`, others by the database that the last USE chose. Each script needs a function of its own.
 */
export function tableQualifier(): (changes: readonly Change[], tokens: readonly Token[]) => readonly Change[] {
  const temporary = new Set<string>();
  let database: string | undefined;
  const inDatabase = (name: string) => (database === undefined || name.includes(".") ? name : `${database}.${name}`);
  return (changes, tokens) => {
    if (tokens[0]?.text === "USE") database = tokens[1]?.written;
    const words = tokens.slice(0, 5).map(({ text }) => text);
    const createsTemporary = words.some((word) => word === "TEMPORARY" || word === "TEMP");
    return changes.map((change): Change => {
      if (!("table" in change) || change.table === undefined) return change;
      const { table } = change;
      if (createsTemporary && change.kind === "create-table") temporary.add(table);
      if (!temporary.has(table))
        return change.kind === "rename-table"
          ? { ...change, table: inDatabase(table), to: inDatabase(change.to) }
          : { ...change, table: inDatabase(table) };
      if (change.kind === "drop-table") temporary.delete(table);
      return { ...change, table: `temp.${table}` };
    });
  };
}
