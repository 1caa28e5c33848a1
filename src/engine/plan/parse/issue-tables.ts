import { columnsOf, isInventory, type Columns, type Table } from "./columns.ts";
import type { Outline } from "./outline.ts";

export interface IssueTable {
  readonly table: Table;
  readonly columns: Columns;
  /** Undefined for an inventory. */
  readonly phase: number | undefined;
}

/** The tables whose rows are issues: those of the phases that have a number column, and inventories outside them. */
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
