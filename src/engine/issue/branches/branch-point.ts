import type { BranchPoint } from "../../model/events.ts";
import { dependencyIds } from "../../plan/lookup.ts";
import type { PlannedIssue } from "../../model/plan.ts";
import type { IssueProgress } from "../../model/progress.ts";
import type { Run } from "../../run/run.ts";
import { required } from "../steps/step.ts";

type Found =
  | { readonly kind: "base"; readonly base: BranchPoint }
  | { readonly kind: "conflict"; readonly with: string; readonly files: readonly string[] };

/**
 * Where an issue's branch begins: at the milestone branch, or, where work it depends on is not merged yet, at that
 * work's branch; at a merge of them where it depends on several that do not contain each other, the milestone branch among
 * them where that holds what is merged already.
 */
export async function branchPoint(run: Run, planned: PlannedIssue): Promise<Found> {
  const milestone = required(run.ledger.progress.base, "the milestone branch");
  const dependencies = dependencyIds(planned).map((id) => run.ledger.progress.issues[id]);
  const unmerged = dependencies.filter(
    (issue): issue is IssueProgress & { branch: string; commit: string } =>
      issue?.state === "done" &&
      issue.pull?.state === "open" &&
      issue.branch !== undefined &&
      issue.commit !== undefined,
  );

  let base: BranchPoint = milestone;
  const halfMerged = unmerged.length > 0 && dependencies.some((issue) => issue?.pull?.state === "merged");
  for (const { branch, commit } of halfMerged ? [...unmerged, milestone] : unmerged) {
    if (base === milestone || (await run.repository.isAncestor(base.commit, commit))) {
      base = { branch, commit };
    } else if (!(await run.repository.isAncestor(commit, base.commit))) {
      const merged = await run.repository.merge(base.commit, commit, `Merge ${branch} for #${planned.id}`);
      if (!merged.ok) return { kind: "conflict", with: branch, files: merged.conflicts };
      base = { branch: base.branch, commit: merged.commit };
    }
  }
  return { kind: "base", base };
}
