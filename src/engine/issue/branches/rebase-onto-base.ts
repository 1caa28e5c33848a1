import type { Repository } from "../../git/repository.ts";
import type { BranchPoint } from "../../model/step-result.ts";
import type { StepTask } from "../step-task.ts";

export type Rebased =
  /** `base` is set where the work stands on another base now. */
  | { readonly ok: true; readonly commit: string; readonly base: BranchPoint | undefined }
  | { readonly ok: false; readonly conflicts: readonly string[] };

/**
 * The issue's commit on the milestone branch, where that contains all its dependencies by now. A commit that was pushed
 * stays in the history, since nothing is ever pushed by force; one that was not is put onto the new base alone.
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
    message: keepHistory ? `Bring in ${milestone.branch}\n` : message,
  });
  return moved.ok ? { ok: true, commit: moved.commit, base: milestone } : moved;
}

/** The milestone branch's commit to merge the issue's work with: without what both contain of a merged dependency. */
export async function mergeableBase(
  repository: Pick<Repository, "reparent">,
  { issue, isBaseMerged }: Pick<StepTask, "issue" | "isBaseMerged">,
  milestone: string,
): Promise<string> {
  return issue.base !== undefined && isBaseMerged ? repository.reparent(milestone, issue.base.commit) : milestone;
}
