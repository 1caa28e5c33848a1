import type { AgentRole, IssueFact, Replacement } from "../model/facts.ts";
import type { IssueId, PlannedIssue } from "../model/plan.ts";
import type { IssueProgress } from "../model/progress.ts";
import type { BranchPoint, StepResult } from "../model/step-result.ts";
import type { StepName } from "../model/steps.ts";
import type { Stop } from "../model/stop.ts";

/**
 * One step of one issue, as data: everything about the plan and about other issues that the step depends on. It is
 * serializable, so that a lane can run on another machine.
 */
export interface StepTask<Step extends StepName = StepName> {
  readonly step: Step;
  readonly milestone: TaskMilestone;
  readonly planned: PlannedIssue;
  /** As recorded before the step began. */
  readonly issue: IssueProgress;
  /**
   * Whether the step was begun before and never finished. Its effect is then unknown, so the step checks it before it
   * repeats anything.
   */
  readonly repeated: boolean;
  /** The milestone branch as it was last fetched. Undefined before it is known. */
  readonly base: BranchPoint | undefined;
  /** Whether `base` was fetched for this task, after the step had asked for a newer one. */
  readonly isBaseFresh: boolean;
  /** The issues this one depends on that were started. */
  readonly dependencies: readonly DependencyState[];
  /** Whether the issue is based on branches of other issues that are all merged by now. */
  readonly isBaseMerged: boolean;
  /**
   * What other issues committed in the same files and is not merged yet, in the order in which the issues began. Only
   * for `commit`.
   */
  readonly overlappingChanges: readonly OverlappingChange[];
  /** Branches of the plan's other issues, which an agent must not move. Only for steps with an agent. */
  readonly otherBranches: readonly string[];
  /** Agents that the fallback replaces in this run, by role. */
  readonly replaced: Readonly<Partial<Record<AgentRole, Replacement>>>;
  /** Fingerprints of failed setups that the user accepted. */
  readonly acceptedSetups: readonly string[];
}

export interface TaskMilestone {
  readonly id: string;
  /** The branch that pull requests go into. */
  readonly branch: string;
  /** The branch that the milestone branch is merged into. */
  readonly baseBranch: string;
  readonly scopeTags: readonly string[];
  /** Absolute path of the plan. */
  readonly planPath: string;
}

export interface DependencyState {
  readonly branch: string | undefined;
  readonly commit: string | undefined;
  readonly state: IssueProgress["state"];
  readonly pull: "open" | "closed" | "merged" | undefined;
}

export interface OverlappingChange extends BranchPoint {
  readonly issue: IssueId;
  /** The number of its pull request, where it has one. */
  readonly pull: number | undefined;
  /** The commit that it is built on. */
  readonly base: string;
  /** Whether it is built on the change of this issue, which then cannot be built on it. */
  readonly isAbove: boolean;
}

/** What a lane returns for a step. */
export interface StepReturn {
  /** Facts to record, in this order. */
  readonly facts: readonly IssueFact[];
  readonly outcome: Outcome;
}

export type Outcome =
  /** `facts` are recorded just before the result, so that a kill in between makes the step find them again. */
  | { readonly kind: "done"; readonly result: StepResult; readonly facts?: readonly IssueFact[] }
  /** The user has to be asked. */
  | { readonly kind: "stop"; readonly stop: Stop }
  /** The step needs the milestone branch as it is on the remote now, and has to be performed again with it. */
  | { readonly kind: "need"; readonly need: "newer-base" };

/** Returns the outcome of a step with the facts that record it. */
export function stepReturn({ issue: { id, round } }: Pick<StepTask, "issue">, outcome: Outcome): StepReturn {
  if (outcome.kind !== "done") return { facts: [], outcome };
  const { result, facts = [] } = outcome;
  return { facts: [...facts, { type: "step.finished", issue: id, round, result }], outcome };
}
