import type { BranchPoint } from "../../model/step-result.ts";
import type { Repository } from "../../git/repository.ts";
import { required } from "../steps/step.ts";
import type { DependencyState, StepTask } from "../step-task.ts";

type Found =
  | { readonly kind: "base"; readonly base: BranchPoint }
  | { readonly kind: "conflict"; readonly with: string; readonly files: readonly string[] };

/**
 * Decides where the branch of an issue begins: at the milestone branch, or at the branch of a dependency that is not
 * merged yet. With several such branches that do not contain each other, it begins at a merge of them, and that merge
 * includes the milestone branch where other dependencies are merged already.
 */
export async function branchPoint(
  repository: Pick<Repository, "isAncestor" | "merge">,
  { base: milestone, dependencies, planned }: Pick<StepTask, "base" | "dependencies" | "planned">,
): Promise<Found> {
  const start = required(milestone, "the milestone branch");
  const unmerged = dependencies.filter(isUnmerged);
  const isHalfMerged = unmerged.length > 0 && dependencies.some(({ pull }) => pull === "merged");

  let base = start;
  for (const { branch, commit } of isHalfMerged ? [...unmerged, start] : unmerged) {
    if (base === start || (await repository.isAncestor(base.commit, commit))) {
      base = { branch, commit };
    } else if (!(await repository.isAncestor(commit, base.commit))) {
      const merged = await repository.merge(base.commit, commit, `Merge ${branch} for #${planned.id}`);
      if (!merged.ok) return { kind: "conflict", with: branch, files: merged.conflicts };
      base = { branch: base.branch, commit: merged.commit };
    }
  }
  return { kind: "base", base };
}

/**
 * Returns where a change begins that is on top of a branch and of another commit: at the head of the branch, or at a
 * merge of both where the branch lacks that commit.
 * @returns undefined where the two conflict
 */
export async function branchWith(
  repository: Pick<Repository, "isAncestor" | "merge">,
  { branch, commit }: BranchPoint,
  other: string,
): Promise<BranchPoint | undefined> {
  if (await repository.isAncestor(other, commit)) return { branch, commit };
  const merged = await repository.merge(commit, other, `Merge ${other.slice(0, 7)} into ${branch}\n`);
  return merged.ok ? { branch, commit: merged.commit } : undefined;
}

function isUnmerged(dependency: DependencyState): dependency is DependencyState & BranchPoint {
  const { state, pull, branch, commit } = dependency;
  return state === "done" && pull === "open" && branch !== undefined && commit !== undefined;
}
