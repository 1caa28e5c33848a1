import type { BranchPoint } from "../../model/events.ts";
import { dependencyIds, issueOf } from "../../plan/lookup.ts";
import type { IssueProgress } from "../../model/progress.ts";
import type { Run } from "../../run/run.ts";

/**
 * Whether an issue still stands on the branches of its dependencies although all of them are merged: its pull request would
 * show their work as its own, and conflict with it once it was squashed.
 */
export function hasMovedBase({ plan, ledger }: Run, issue: IssueProgress): boolean {
  if (issue.base === undefined || issue.base.branch === plan.milestoneBranch) return false;
  return dependencyIds(issueOf(plan, issue.id)).every((id) => {
    const dependency = ledger.progress.issues[id];
    return dependency?.branch === undefined || dependency.pull?.state === "merged";
  });
}

/** The milestone branch's commit as the issue's work has to be merged with: without what both hold of a merged dependency. */
export async function aheadOf(run: Run, issue: IssueProgress, milestone: string): Promise<string> {
  return issue.base !== undefined && hasMovedBase(run, issue)
    ? run.repository.reparent(milestone, issue.base.commit)
    : milestone;
}

export type Rebased =
  | { readonly ok: true; readonly commit: string; readonly base: BranchPoint | undefined }
  | { readonly ok: false; readonly conflicts: readonly string[] };

/**
 * The issue's commit, brought onto the milestone branch where that holds its dependencies by now. What was pushed stays in
 * its history, since nothing is ever pushed by force; what was not is put onto the new base alone.
 */
export async function rebaseOntoBase(
  run: Run,
  issue: IssueProgress,
  commit: string,
  message: string,
): Promise<Rebased> {
  const { base } = issue;
  const milestone = run.ledger.progress.base;
  if (base === undefined || milestone === undefined || !hasMovedBase(run, issue))
    return { ok: true, commit, base: undefined };
  const keepHistory = issue.pushed !== undefined;
  const moved = await run.repository.rebaseOnto({
    head: commit,
    from: base.commit,
    onto: milestone.commit,
    keepHistory,
    message: keepHistory ? `Bring in ${milestone.branch}\n` : message,
  });
  return moved.ok ? { ok: true, commit: moved.commit, base: milestone } : moved;
}
