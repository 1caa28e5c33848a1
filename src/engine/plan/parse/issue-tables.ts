import { columnsOf, isInventory, type Columns, type Table } from "./columns.ts";
import type { Outline } from "./outline.ts";

export interface IssueTable {
  readonly table: Table;
  readonly columns: Columns;
  /** Number of the phase; undefined for an inventory. */
  readonly phase: number | undefined;
}

/** Returns the tables that list issues: tables with a number column in phases, and inventories outside of phases. */
export function issueTablesIn(outline: Outline): readonly IssueTable[] {
  return outline.blocks.flatMap(({ block, place }) => {
    if (block.kind !== "table" || place.in === "tracking") return [];
    const columns = columnsOf(block);
    const phase = place.in === "phase" ? place.number : undefined;
    return (phase === undefined ? isInventory(columns) : columns.has("number"))
      ? [{ table: block, columns, phase }]
      : [];
  });
}
