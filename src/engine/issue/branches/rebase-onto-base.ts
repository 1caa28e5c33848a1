import type { Repository } from "../../git/repository.ts";
import type { BranchPoint } from "../../model/step-result.ts";
import type { StepTask } from "../step-task.ts";

export type Rebased =
  /** `base` is set where the work has a new base. */
  | { readonly ok: true; readonly commit: string; readonly base: BranchPoint | undefined }
  | { readonly ok: false; readonly conflicts: readonly string[] };

/**
 * Moves an issue's commit onto the milestone branch, where that branch contains all its dependencies by now. A commit
 * that was pushed stays in the history, since nothing is ever pushed by force. Any other commit is rebased.
 */
export async function rebaseOntoBase(
  repository: Pick<Repository, "rebaseOnto">,
  { issue, base: milestone, isBaseMerged }: StepTask,
  commit: string,
  message: string,
): Promise<Rebased> {
  if (issue.base === undefined || milestone === undefined || !isBaseMerged)
    return { ok: true, commit, base: undefined };
  const keepHistory = issue.pushed !== undefined;
  const moved = await repository.rebaseOnto({
    head: commit,
    from: issue.base.commit,
    onto: milestone.commit,
    keepHistory,
    message: keepHistory ? `Merge ${milestone.branch}\n` : message,
  });
  return moved.ok ? { ok: true, commit: moved.commit, base: milestone } : moved;
}

/**
 * Returns the commit of the milestone branch to merge with the issue's work. Where all dependencies are merged, it is
 * re-parented to the issue's old base, so that their changes do not conflict with themselves.
 */
export async function mergeableBase(
  repository: Pick<Repository, "reparent">,
  { issue, isBaseMerged }: Pick<StepTask, "issue" | "isBaseMerged">,
  milestone: string,
): Promise<string> {
  return issue.base !== undefined && isBaseMerged ? repository.reparent(milestone, issue.base.commit) : milestone;
}
