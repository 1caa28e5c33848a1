import type { TaskMilestone, OverlappingPull, StepTask } from "../issue/step-task.ts";
import type { Plan, PlannedIssue } from "../model/plan.ts";
import type { IssueProgress, Progress } from "../model/progress.ts";
import type { StepName } from "../model/steps.ts";
import { branchOf } from "../plan/branch-name.ts";
import { dependencyIds, requireIssue } from "../plan/lookup.ts";
import { setupFailed } from "../questions/kinds/run/setup-failed.ts";

/**
 * Creates the task of a step for a lane, with everything that the step needs to know of the plan and of other issues.
 * Pure.
 */
export function stepTaskFor<Step extends StepName>(
  plan: Plan,
  progress: Progress,
  issue: IssueProgress,
  how: { readonly step: Step; readonly repeated: boolean; readonly isBaseFresh: boolean },
): StepTask<Step> {
  const planned = requireIssue(plan, issue.id);
  return {
    ...how,
    milestone: taskMilestone(plan),
    planned,
    issue,
    base: progress.base,
    dependencies: dependencyIds(planned).flatMap((id) => {
      const dependency = progress.issues[id];
      if (dependency === undefined) return [];
      const { branch, commit, state, pull } = dependency;
      return [{ branch, commit, state, pull: pull?.state }];
    }),
    isBaseMerged: isBaseMerged(plan, progress, issue),
    overlappingPulls: how.step === "commit" ? overlappingPulls(issue, Object.values(progress.issues)) : [],
    otherBranches: AGENT_STEPS.has(how.step) ? otherBranches(plan, planned) : [],
    replaced: progress.replaced ?? {},
    acceptedSetups: acceptedSetups(progress),
  };
}

const AGENT_STEPS: ReadonlySet<StepName> = new Set<StepName>(["implement", "review", "fix"]);

export function taskMilestone(plan: Plan): TaskMilestone {
  return {
    id: plan.milestone,
    branch: plan.milestoneBranch,
    baseBranch: plan.baseBranch,
    scopeTags: plan.scopeTags,
    planPath: plan.path,
  };
}

/**
 * Returns whether an issue is still based on the branches of its dependencies although all of them are merged. Its pull
 * request would then show their changes as its own, and conflict with them once they were squashed.
 */
export function isBaseMerged(plan: Plan, progress: Pick<Progress, "issues">, issue: IssueProgress): boolean {
  if (issue.base === undefined || issue.base.branch === plan.milestoneBranch) return false;
  return dependencyIds(requireIssue(plan, issue.id)).every((id) => {
    const dependency = progress.issues[id];
    return dependency?.branch === undefined || dependency.pull?.state === "merged";
  });
}

/** Returns the fingerprints of failed setups that the user accepted. */
export function acceptedSetups({ decisions }: Pick<Progress, "decisions">): readonly string[] {
  return decisions
    .filter(({ stop, command }) => stop === setupFailed.kind && command === "approve")
    .flatMap(({ fingerprints }) => fingerprints);
}

function overlappingPulls(issue: IssueProgress, others: readonly IssueProgress[]): readonly OverlappingPull[] {
  const touched = new Set(issue.change?.files);
  return others.flatMap(({ id, pull, branch, commit, change }) => {
    if (id === issue.id || pull?.state !== "open" || commit === undefined || branch === issue.base?.branch) return [];
    if (!(change?.files ?? []).some((file) => touched.has(file))) return [];
    return [{ issue: id, number: pull.number, branch, commit }];
  });
}

function otherBranches(plan: Plan, planned: PlannedIssue): readonly string[] {
  return [...plan.issues.values()].filter(({ id }) => id !== planned.id).map((other) => branchOf(plan, other));
}
