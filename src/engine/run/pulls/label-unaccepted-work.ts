import type { Forge } from "../../forges/forge.ts";
import { issuesBelow } from "../../issue/branches/issues-below.ts";
import { pullBody } from "../../issue/texts/pull-body.ts";
import { required } from "../../issue/steps/step.ts";
import type { IssueId, Plan } from "../../model/plan.ts";
import type { Ledger } from "../../model/ports.ts";
import type { IssueProgress, Progress } from "../../model/progress.ts";
import { requireIssue } from "../../plan/lookup.ts";
import type { Retry } from "../retry.ts";
import { taskMilestone } from "../step-task-for.ts";

interface LabelPorts {
  readonly plan: Plan;
  readonly forge: Pick<Forge, "updatePull">;
  readonly ledger: Ledger;
  readonly retry: Retry;
  readonly signal: AbortSignal;
}

/**
 * Labels the issues that are built on one that was skipped afterwards: merging them would merge its work as well, which
 * nobody accepted. Issues that have the label are left alone, so that this can be repeated at any time.
 */
export async function labelUnacceptedWork({ plan, forge, ledger, retry, signal }: LabelPorts): Promise<void> {
  for (const { id } of Object.values(ledger.progress.issues)) {
    const skipped = skippedBelow(plan, ledger.progress, id);
    if (skipped === undefined) continue;
    const label = "needs-human";
    const reason = `contains the work of #${skipped}, which was skipped`;
    const known = required(ledger.progress.issues[id], `Issue #${id}`);
    const { pull } = known;
    if (pull?.state === "open") {
      const issue = { ...known, labels: [...known.labels, { label, reason } as const] };
      const body = pullBody({ milestone: taskMilestone(plan), planned: requireIssue(plan, id), issue });
      await retry.withUser(() => forge.updatePull(pull.number, { labels: [label], body }, signal));
    }
    // Recorded last: what has the label in the record is not looked at again. Another lane may have been faster.
    if (skippedBelow(plan, ledger.progress, id) === undefined) continue;
    await ledger.record({ type: "label.added", issue: id, label, reason });
    ledger.emit({ type: "notice", issue: id, text: `#${id} ${reason}; it is labeled ${label}` });
  }
}

/** Returns a skipped issue whose work an issue contains, unless the issue is labeled, skipped or merged. */
function skippedBelow(plan: Plan, progress: Progress, id: IssueId): IssueId | undefined {
  const { issues } = progress;
  const issue = issues[id];
  if (issue === undefined || !plan.issues.has(id) || !isStacked(plan, issue)) return undefined;
  if (issue.state === "skipped" || issue.pull?.state === "merged") return undefined;
  if (issue.labels.some(({ label }) => label === "needs-human")) return undefined;
  return [...issuesBelow(plan, progress, id)].find((below) => issues[below]?.state === "skipped");
}

/** Whether the issue is based on the branches of others. */
function isStacked({ milestoneBranch }: Plan, { base }: IssueProgress): boolean {
  return base !== undefined && base.branch !== milestoneBranch;
}
