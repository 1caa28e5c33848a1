import { MilestoneError } from "../model/errors.ts";
import type { IssueId, Plan, PlannedIssue } from "../model/plan.ts";

/** The issue with this plan number; a `usage` error where the plan has none. */
export function issueOf(plan: Plan, id: IssueId): PlannedIssue {
  const issue = plan.issues.get(id);
  if (issue !== undefined) return issue;
  throw new MilestoneError("usage", `The plan has no Issue #${id}`, {
    hint: `It has ${[...plan.issues.keys()].join(", ")}.`,
  });
}

/** The plan numbers an issue depends on; what the plan does not know is left out. */
export function dependencyIds(issue: PlannedIssue): readonly IssueId[] {
  return issue.dependencies.flatMap((dependency) => dependency.issue ?? []);
}

/** The issue as people write it: `Add user login endpoint (#101)`. */
export function titled(issue: { readonly title: string; readonly github?: number | undefined }): string {
  return issue.github === undefined ? issue.title : `${issue.title} (#${issue.github})`;
}
