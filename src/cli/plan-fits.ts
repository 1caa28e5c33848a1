import { MilestoneError } from "../engine/errors.ts";
import type { Repository } from "../engine/git/repository.ts";
import { branchOf } from "../engine/plan/branch.ts";
import type { Plan } from "../engine/plan/plan.ts";

/** A plan whose branches git or caution refuses is told before anything is made. @throws MilestoneError `plan` */
export async function requireFitting(plan: Plan, repository: Repository): Promise<void> {
  const { milestoneBranch, path } = plan;
  if (repository.isProtected(milestoneBranch)) {
    throw new MilestoneError("plan", `${path}: the milestone branch "${milestoneBranch}" is a protected branch`, {
      mend: "Name another one: `**Milestone Branch:** milestone/…`; pull requests never go into a protected branch.",
    });
  }
  await requireBranchName(repository, milestoneBranch, `${path}: Milestone Branch`);
  await requireBranchName(repository, plan.baseBranch, `${path}: Base Branch`);
  for (const issue of plan.issues.values()) {
    const branch = branchOf(plan, issue);
    await requireBranchName(repository, branch, `${path}:${issue.line}: branch of Issue #${issue.id}`);
    if (repository.isProtected(branch) || branch === milestoneBranch) {
      throw new MilestoneError("plan", `${path}:${issue.line}: Issue #${issue.id} may not work on the branch "${branch}"`, {
        mend: "Name a feature branch in the plan, or leave the cell empty.",
      });
    }
  }
}

async function requireBranchName(repository: Repository, name: string, where: string): Promise<void> {
  if (await repository.isValidBranch(name)) return;
  throw new MilestoneError("plan", `${where}: git refuses the branch name "${name}"`, {
    mend: "See `git help check-ref-format` for what a branch may be called.",
  });
}
