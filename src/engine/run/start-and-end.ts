import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { closingPull } from "./closing-pull-text.ts";
import { dependencyIds, issueOf } from "../plan/lookup.ts";
import type { PhaseOutline } from "../model/events.ts";
import { MilestoneError } from "../model/errors.ts";
import type { IssueId, Plan } from "../model/plan.ts";
import type { Progress } from "../model/progress.ts";
import type { Run } from "./run.ts";

/** Says that the run begins, and with which plan. */
export async function begin(run: Run): Promise<void> {
  const { ledger, plan } = run;
  await ledger.record({
    type: "run.started",
    milestone: plan.milestone,
    resumed: ledger.progress.starts > 0,
    version: run.version,
    autonomous: run.decider.by === "unattended",
  });
  await ledger.record({
    type: "plan.loaded",
    path: plan.path,
    title: plan.title,
    digest: plan.digest,
    baseBranch: plan.baseBranch,
    phases: outlineOf(plan),
  });
}

/** Takes the issues named by `--retry` up again, and with them those that were skipped only because they depend on them. */
export async function retryIssues(run: Run): Promise<void> {
  const { plan, ledger } = run;
  requireSkipped(plan, ledger.progress, run.options.retry);
  const retried = new Set(run.options.retry);
  for (const { id, phase } of plan.issues.values()) {
    const followed = ledger.progress.issues[id]?.skipped;
    const becauseOfThem =
      followed !== undefined &&
      followed.stop === undefined &&
      dependencyIds(issueOf(plan, id)).some((needed) => retried.has(needed));
    if (!retried.has(id) && !becauseOfThem) continue;
    retried.add(id);
    await ledger.record({ type: "issue.retried", issue: id, phase });
  }
}

/** @throws MilestoneError `usage` where `--retry` names an issue that was not skipped */
export function requireSkipped(plan: Plan, progress: Pick<Progress, "issues">, ids: readonly IssueId[]): void {
  for (const id of ids) {
    issueOf(plan, id);
    if (progress.issues[id]?.state === "skipped") continue;
    throw new MilestoneError("usage", `--retry ${id}: Issue #${id} was not skipped`, {
      hint: "Name issues that `milestone-tui status` lists as skipped.",
    });
  }
}

/** The milestone is complete: its worktree goes, if nothing unsaved is in it, and the text of its own pull request is laid out. */
export async function complete(run: Run): Promise<void> {
  for (const { worktree } of run.lanes) {
    if (await worktree.exists()) await worktree.remove();
  }
  const path = join(run.stateFolder, "milestone-pull-request.md");
  await writeFile(path, closingPull(run.plan, run.ledger.progress), { mode: 0o600 });
  run.ledger.emit({
    type: "explained",
    issue: undefined,
    text: `The text of a pull request ${run.plan.milestoneBranch} → ${run.plan.baseBranch} is in ${path}`,
  });
  await run.ledger.record({ type: "milestone.completed" });
}

function outlineOf(plan: Plan): readonly PhaseOutline[] {
  return plan.phases.map((phase) => ({
    number: phase.number,
    name: phase.name,
    issues: phase.issues.map((id) => {
      const issue = issueOf(plan, id);
      return {
        id,
        title: issue.title,
        github: issue.github,
        priority: issue.priority,
        dependencies: dependencyIds(issue),
      };
    }),
  }));
}
