import { finding } from "../review/findings.ts";
import type { PhaseHeading } from "./outline.ts";
import type { IssueId } from "../../model/plan.ts";
import type { PlanFinding } from "../../model/findings/plan-finding.ts";
import type { IssueRow } from "./rows.ts";

type PhasedRow = IssueRow & { readonly phase: number };

/**
 * Joins the rows of the phases with those of the inventory, by number. A row of a phase takes precedence; the inventory
 * supplies what it leaves out. An issue that is only in the inventory belongs to the phase that its row names.
 * @returns the issues in plan order, and a finding for each row that cannot be used
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
    const phaseRow = rows.get(id);
    if (phaseRow === undefined) rows.set(id, row);
    else {
      rows.set(id, filledIn(phaseRow, row));
      problems.push(...contradictions(phaseRow, row));
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
          "Give every issue a different number.",
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
