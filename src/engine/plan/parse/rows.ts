import { branchIn, fileIn, gitHubNumberIn, issueNumberIn, linkedSpec, priorityIn, textIn } from "./cells.ts";
import type { Column, Columns, Table } from "./columns.ts";
import { splitDependencies } from "./dependency-cell.ts";
import { finding } from "../review/findings.ts";
import { issueId } from "../ids.ts";
import { plainText, type TableRow } from "./markdown.ts";
import type { IssueId, Priority } from "../../model/plan.ts";
import type { PlanFinding } from "../../model/findings/plan-finding.ts";

/** An issue as one row of a table describes it. Undefined where the row has no value. */
export interface IssueRow {
  readonly id: IssueId;
  readonly line: number;
  readonly phase: number | undefined;
  readonly title: string | undefined;
  readonly github: number | undefined;
  readonly priority: Priority | undefined;
  /** As written. An empty list where the row says that there are none, such as `None`. */
  readonly dependencies: readonly string[] | undefined;
  readonly branch: string | undefined;
  readonly file: string | undefined;
}

/** Reads the issues of a table with a number column. Each row without a number is a finding. */
export function readRows(
  table: Table,
  columns: Columns,
): { rows: readonly IssueRow[]; problems: readonly PlanFinding[] } {
  const rows: IssueRow[] = [];
  const problems: PlanFinding[] = [];
  for (const row of table.rows) {
    const number = issueNumberIn(cellOf(row, columns, "number"));
    if (number === undefined) problems.push(...withoutNumber(row, columns));
    // 00 is the epic, which is not implemented.
    else if (number > 0) rows.push(readRow(row, columns, issueId(number)));
  }
  return { rows, problems };
}

function readRow(row: TableRow, columns: Columns, id: IssueId): IssueRow {
  const cell = (column: Column) => cellOf(row, columns, column);
  const dependencies = cell("dependencies");
  return {
    id,
    line: row.line,
    phase: phaseIn(cell("phase")),
    title: textIn(cell("title")),
    github: gitHubNumberIn(cell("github")),
    priority: priorityIn(cell("priority")),
    dependencies: plainText(dependencies) === "" ? undefined : splitDependencies(dependencies),
    branch: branchIn(cell("branch")),
    file: fileIn(cell("file")) ?? linkedSpec(cell("title")) ?? linkedSpec(cell("number")),
  };
}

function phaseIn(source: string): number | undefined {
  const digits = /\d+/.exec(plainText(source))?.[0];
  return digits === undefined ? undefined : Number(digits);
}

function withoutNumber(row: TableRow, columns: Columns): readonly PlanFinding[] {
  const numberText = plainText(cellOf(row, columns, "number"));
  const isEmpty = row.cells.every((cell) => plainText(cell) === "");
  if (isEmpty || /^(?:total|sum)\b/i.test(numberText)) return [];
  const title = textIn(cellOf(row, columns, "title")) ?? numberText;
  return [
    finding(
      "issue-number",
      row.line,
      `Row without an issue number: ${title || "(untitled)"}`,
      "Give the row a plan number such as #01.",
    ),
  ];
}

function cellOf(row: TableRow, columns: Columns, column: Column): string {
  const index = columns.get(column);
  return index === undefined ? "" : (row.cells[index] ?? "");
}
