// Temporary tables of MySQL and SQLite hide others of the same name until they are dropped.
import type { Change } from "../change.ts";
import type { Token } from "./lexer.ts";

/** Tells them apart by the name `temp.…` wherever a script speaks of them by the bare name. One per script. */
export function temporaryTables(): (changes: readonly Change[], tokens: readonly Token[]) => readonly Change[] {
  const names = new Set<string>();
  return (changes, tokens) => {
    const words = tokens.slice(0, 5).map(({ text }) => text);
    const temporary = words.some((word) => word === "TEMPORARY" || word === "TEMP");
    return changes.map((change) => {
      if (!("table" in change) || change.table === undefined) return change;
      const { table } = change;
      if (temporary && change.kind === "create-table") names.add(table);
      if (!names.has(table)) return change;
      if (change.kind === "drop-table") names.delete(table);
      return { ...change, table: `temp.${table}` };
    });
  };
}
