// Which table a bare name means in MySQL and SQLite: one of the session while there is one, else that of the database in use.
import type { Change } from "../../change.ts";
import type { Token } from "../lexer.ts";

/** Names temporary tables `temp.…`, and others by the database that USE chose. One per script. */
export function ownersOfNames(): (changes: readonly Change[], tokens: readonly Token[]) => readonly Change[] {
  const temporary = new Set<string>();
  let database: string | undefined;
  const full = (name: string) => (database === undefined || name.includes(".") ? name : `${database}.${name}`);
  return (changes, tokens) => {
    if (tokens[0]?.text === "USE") database = tokens[1]?.written;
    const words = tokens.slice(0, 5).map(({ text }) => text);
    const makesTemporary = words.some((word) => word === "TEMPORARY" || word === "TEMP");
    return changes.map((change): Change => {
      if (!("table" in change) || change.table === undefined) return change;
      const { table } = change;
      if (makesTemporary && change.kind === "create-table") temporary.add(table);
      if (!temporary.has(table))
        return change.kind === "rename-table"
          ? { ...change, table: full(table), to: full(change.to) }
          : { ...change, table: full(table) };
      if (change.kind === "drop-table") temporary.delete(table);
      return { ...change, table: `temp.${table}` };
    });
  };
}
