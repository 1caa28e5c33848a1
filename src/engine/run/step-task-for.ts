import type { OverlappingChange, StepTask, TaskMilestone } from "../issue/step-task.ts";
import { directlyBelow, isToBeRestacked, issuesBelow } from "../issue/branches/issues-below.ts";
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
    overlappingChanges: how.step === "commit" ? overlappingChanges(plan, progress, issue) : [],
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
 * Returns whether an issue is still based on the branches of other issues although all of them are merged. Its pull
 * request would then show their changes as its own, and conflict with them once they were squashed.
 */
export function isBaseMerged(plan: Plan, progress: Pick<Progress, "issues">, issue: IssueProgress): boolean {
  if (issue.base === undefined || issue.base.branch === plan.milestoneBranch) return false;
  return directlyBelow(plan, issue).every((id) => {
    const below = progress.issues[id];
    return below?.branch === undefined || below.pull?.state === "merged";
  });
}

/** Returns the fingerprints of failed setups that the user accepted. */
export function acceptedSetups({ decisions }: Pick<Progress, "decisions">): readonly string[] {
  return decisions
    .filter(({ stop, command }) => stop === setupFailed.kind && command === "approve")
    .flatMap(({ fingerprints }) => fingerprints);
}

/**
 * Returns what other issues committed in the same files. An issue whose next commit is still to come is left out, since
 * that commit meets this one: it is in a round after a fix, or is about to be built on another issue.
 */
function overlappingChanges(plan: Plan, progress: Progress, issue: IssueProgress): readonly OverlappingChange[] {
  const touched = new Set(issue.change?.files);
  return byStart(Object.values(progress.issues)).flatMap((other) => {
    const { id, branch, commit, base, pull, change } = other;
    if (id === issue.id || branch === undefined || commit === undefined || base === undefined) return [];
    if (!isPending(other) || !other.finished.includes("commit") || commit === issue.base?.commit) return [];
    if (!(change?.files ?? []).some((file) => touched.has(file))) return [];
    const isAbove = issuesBelow(plan, progress, id).has(issue.id);
    if (!isAbove && isToBeRestacked(other, progress)) return [];
    return [{ issue: id, branch, commit, pull: pull?.number, base: base.commit, isAbove }];
  });
}

/** Whether the change of an issue is still to be merged. */
function isPending({ state, pull }: IssueProgress): boolean {
  return state === "active" ? pull === undefined || pull.state === "open" : state === "done" && pull?.state === "open";
}

function byStart(issues: readonly IssueProgress[]): readonly IssueProgress[] {
  const key = ({ startedAt, id }: IssueProgress) => `${startedAt} ${id}`;
  return issues.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}

function otherBranches(plan: Plan, planned: PlannedIssue): readonly string[] {
  return [...plan.issues.values()].filter(({ id }) => id !== planned.id).map((other) => branchOf(plan, other));
}
