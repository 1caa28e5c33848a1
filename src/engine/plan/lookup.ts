import { MilestoneError } from "../model/errors.ts";
import type { IssueId, Plan, PlannedIssue } from "../model/plan.ts";

/**
 * Returns the issue with this plan number.
 * @throws MilestoneError `usage` where the plan has no such issue
 */
export function requireIssue(plan: Plan, id: IssueId): PlannedIssue {
  const issue = plan.issues.get(id);
  if (issue !== undefined) return issue;
  throw new MilestoneError("usage", `The plan has no Issue #${id}`, {
    hint: `It has ${[...plan.issues.keys()].join(", ")}.`,
  });
}

/** Returns the plan numbers an issue depends on. Dependencies that are not in the plan are omitted. */
export function dependencyIds(issue: PlannedIssue): readonly IssueId[] {
  return issue.dependencies.flatMap((dependency) => dependency.issue ?? []);
}

/** Returns the title with the GitHub number: `Add user login endpoint (#101)`. */
export function titleWithNumber(issue: { readonly title: string; readonly github?: number | undefined }): string {
  return issue.github === undefined ? issue.title : `${issue.title} (#${issue.github})`;
}
