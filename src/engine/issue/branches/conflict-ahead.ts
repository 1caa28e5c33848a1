import type { Repository } from "../../git/repository.ts";
import type { FactOf } from "../../model/facts.ts";
import type { BranchPoint } from "../../model/step-result.ts";
import type { Stop } from "../../model/stop.ts";
import { withFixAttempt } from "../../questions/catalog.ts";
import { mergeConflict } from "../../questions/kinds/forge/merge-conflict.ts";
import { stopOf } from "../../questions/stop-definition.ts";
import { required, type StepContext } from "../steps/step.ts";
import type { OverlappingChange } from "../step-task.ts";
import { branchWith } from "./branch-point.ts";
import { mergeableBase } from "./rebase-onto-base.ts";

type Restacked = FactOf<"issue.restacked">;

/**
 * Returns the stop for a conflict with the milestone branch, before a pull request shows it. Git is asked only where
 * that branch has moved.
 */
export async function conflictWithMilestone({ lane, task }: StepContext, commit: string): Promise<Stop | undefined> {
  const { issue } = task;
  const milestone = required(task.base, "the milestone branch");
  if (issue.base?.commit === milestone.commit) return undefined;
  const onto = await mergeableBase(lane.repository, task, milestone.commit);
  const files = await lane.repository.conflicts(onto, commit);
  if (files.length === 0) return undefined;
  const conflict = stopOf(mergeConflict, { of: "conflict", with: milestone.branch, files });
  return withFixAttempt(conflict, issue, lane.config.limits.fixAttempts);
}

/**
 * Finds conflicts with what other issues have committed and is not merged yet. The later of two changes is built on the
 * earlier one: this issue on the first change that it conflicts with, or else the issues that are built on this one on
 * its new commit. Git is asked only about changes of the same files.
 */
export async function conflictsWithOthers(context: StepContext, commit: string): Promise<readonly Restacked[]> {
  const { lane, task, watch } = context;
  const { issue, overlappingChanges } = task;
  const base = required(issue.base, "the base").commit;
  for (const other of overlappingChanges.filter(({ isAbove }) => !isAbove)) {
    const files = await lane.repository.conflicts(other.commit, commit);
    if (files.length === 0) continue;
    const onto = await newBase(lane.repository, other, base);
    return [{ type: "issue.restacked", issue: issue.id, onto, issueBelow: other.issue, pull: other.pull, files }];
  }

  const ours = { branch: required(issue.branch, "the branch"), commit };
  const restacked: Restacked[] = [];
  for (const above of overlappingChanges.filter(({ isAbove }) => isAbove)) {
    const fact = await restackAbove(context, above, ours);
    if (fact === undefined) continue;
    const text = `#${fact.issue} is built on this change, conflicts with it now, and is to be built on it again`;
    watch.emit({ type: "notice", issue: issue.id, text });
    restacked.push(fact);
  }
  return restacked;
}

async function restackAbove(
  { lane: { repository }, task: { issue } }: StepContext,
  above: OverlappingChange,
  ours: BranchPoint,
): Promise<Restacked | undefined> {
  const files = await repository.conflicts(ours.commit, above.commit);
  if (files.length === 0) return undefined;
  const onto = await newBase(repository, ours, above.base);
  const pull = issue.pull?.number;
  return { type: "issue.restacked", issue: above.issue, onto, issueBelow: issue.id, pull, files };
}

/**
 * The new base contains the old one. Where the two conflict, it is the other change alone, and the agent that builds
 * this change on it resolves that conflict as well.
 */
async function newBase(repository: Repository, { branch, commit }: BranchPoint, oldBase: string): Promise<BranchPoint> {
  return (await branchWith(repository, { branch, commit }, oldBase)) ?? { branch, commit };
}
