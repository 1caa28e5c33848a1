import { finding } from "../review/findings.ts";
import type { PhaseHeading } from "./outline.ts";
import type { IssueId, PlanFinding } from "../../model/plan.ts";
import type { IssueRow } from "./rows.ts";

type PhasedRow = IssueRow & { readonly phase: number };

/**
 * Joins the rows of the phases with those of the inventory, by number. A phase's row wins; what it leaves out the
 * inventory fills in. An issue that only the inventory has belongs to the phase its row names.
 */
export function joinRows(
  phased: readonly IssueRow[],
  inventory: readonly IssueRow[],
  phases: readonly PhaseHeading[],
): { issues: readonly PhasedRow[]; problems: readonly PlanFinding[] } {
  const problems: PlanFinding[] = [];
  const inventoried = firstOfEach(inventory, problems);
  const rows = firstOfEach(phased, problems);
  for (const [id, row] of inventoried) {
    const own = rows.get(id);
    if (own === undefined) rows.set(id, row);
    else {
      rows.set(id, filledIn(own, row));
      problems.push(...contradictions(own, row));
    }
  }
  const order = new Map(phases.map(({ number }, index) => [number, index]));
  const issues: PhasedRow[] = [];
  for (const row of rows.values()) {
    if (row.phase !== undefined && order.has(row.phase)) issues.push({ ...row, phase: row.phase });
    else
      problems.push(
        finding(
          "unphased-issue",
          row.line,
          `Issue #${row.id} is in no phase`,
          "List the issue in the table of a phase.",
          { issue: row.id },
        ),
      );
  }
  return { issues: issues.sort((a, b) => (order.get(a.phase) ?? 0) - (order.get(b.phase) ?? 0)), problems };
}

function firstOfEach(rows: readonly IssueRow[], problems: PlanFinding[]): Map<IssueId, IssueRow> {
  const first = new Map<IssueId, IssueRow>();
  for (const row of rows) {
    const other = first.get(row.id);
    if (other === undefined) first.set(row.id, row);
    else {
      problems.push(
        finding(
          "duplicate-issue",
          row.line,
          `Duplicate issue number #${row.id} (lines ${other.line} and ${row.line})`,
          "Give every issue a number of its own.",
          { issue: row.id },
        ),
      );
    }
  }
  return first;
}

function filledIn(row: IssueRow, inventory: IssueRow): IssueRow {
  return {
    ...row,
    title: row.title ?? inventory.title,
    github: row.github ?? inventory.github,
    priority: row.priority ?? inventory.priority,
    dependencies: row.dependencies ?? inventory.dependencies,
    branch: row.branch ?? inventory.branch,
    file: row.file ?? inventory.file,
  };
}

function contradictions(row: IssueRow, inventory: IssueRow): readonly PlanFinding[] {
  if (row.github === undefined || inventory.github === undefined || row.github === inventory.github) return [];
  return [
    finding(
      "github-mismatch",
      inventory.line,
      `Issue #${row.id} is GitHub #${row.github} in its phase and #${inventory.github} in the inventory`,
      "Make both tables name the same GitHub issue.",
      { issue: row.id },
    ),
  ];
}
