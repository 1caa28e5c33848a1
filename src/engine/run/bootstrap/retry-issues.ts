import { MilestoneError } from "../../model/errors.ts";
import type { IssueId, Plan } from "../../model/plan.ts";
import type { Ledger } from "../../model/ports.ts";
import type { Progress } from "../../model/progress.ts";
import { dependencyIds, requireIssue } from "../../plan/lookup.ts";

/** Starts the issues named by `--retry` again, and those that were skipped only because they depend on them. */
export async function retryIssues(ledger: Ledger, plan: Plan, ids: readonly IssueId[]): Promise<void> {
  requireSkipped(plan, ledger.progress, ids);
  const retried = new Set(ids);
  for (const issue of plan.issues.values()) {
    const skipped = ledger.progress.issues[issue.id]?.skipped;
    const isFollower = skipped !== undefined && skipped.stop === undefined;
    const follows = isFollower && dependencyIds(issue).some((needed) => retried.has(needed));
    if (!retried.has(issue.id) && !follows) continue;
    retried.add(issue.id);
    await ledger.record({ type: "issue.retried", issue: issue.id, phase: issue.phase });
  }
}

/** @throws MilestoneError `usage` where `--retry` names an issue that was not skipped */
export function requireSkipped(plan: Plan, progress: Pick<Progress, "issues">, ids: readonly IssueId[]): void {
  for (const id of ids) {
    requireIssue(plan, id);
    if (progress.issues[id]?.state === "skipped") continue;
    throw new MilestoneError("usage", `--retry ${id}: Issue #${id} was not skipped`, {
      hint: "Name issues that `milestone-tui status` lists as skipped.",
    });
  }
}
