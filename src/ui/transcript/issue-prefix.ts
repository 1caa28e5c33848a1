import type { IssueId } from "../../engine/model/plan.ts";

/** The beginning of a line that belongs to an issue, where several issues are worked on at the same time. */
export function issuePrefix(issue: IssueId): string {
  return `#${issue} │ `;
}

/**
 * Returns lines that each name their issue, without the empty ones around them. Returns them unchanged where there is
 * no issue to name.
 */
export function withIssuePrefix(lines: readonly string[], issue: IssueId | undefined): readonly string[] {
  if (issue === undefined) return lines;
  const first = lines.findIndex((line) => line !== "");
  const last = lines.findLastIndex((line) => line !== "");
  return lines.slice(first, last + 1).map((line) => issuePrefix(issue) + line);
}
