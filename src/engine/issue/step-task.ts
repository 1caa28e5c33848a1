import type { AgentRole, IssueFact, Replacement } from "../model/facts.ts";
import type { IssueId, PlannedIssue } from "../model/plan.ts";
import type { IssueProgress } from "../model/progress.ts";
import type { BranchPoint, StepResult } from "../model/step-result.ts";
import type { StepName } from "../model/steps.ts";
import type { Stop } from "../model/stop.ts";

/**
 * One step of one issue, as data: everything about the plan and about other issues that the step may depend on. It is
 * serializable, so that a lane may stand on another machine.
 */
export interface StepTask {
  readonly step: StepName;
  readonly milestone: MilestoneSummary;
  readonly planned: PlannedIssue;
  /** As recorded before the step began. */
  readonly issue: IssueProgress;
  /** The step was begun before and never finished: its effect is unknown, so the step looks before it repeats it. */
  readonly repeated: boolean;
  /** The milestone branch as it was last fetched; absent before it is known. */
  readonly base: BranchPoint | undefined;
  /** Whether `base` was fetched for this very task, after the step had asked for a newer one. */
  readonly isBaseFresh: boolean;
  /** The issues this one depends on that were started. */
  readonly dependencies: readonly DependencyState[];
  /** Whether the issue stands on branches of dependencies that are all merged by now. */
  readonly isBaseMerged: boolean;
  /** Open pull requests of other issues that change the same files; for `commit` alone. */
  readonly overlappingPulls: readonly OverlappingPull[];
  /** Branches of the plan's other issues, which an agent must not move; for steps with an agent alone. */
  readonly otherBranches: readonly string[];
  /** Agents that the fallback works in place of, in this run. */
  readonly replaced: Readonly<Partial<Record<AgentRole, Replacement>>>;
  /** Fingerprints of failed setups that the user accepted. */
  readonly acceptedSetups: readonly string[];
}

export interface MilestoneSummary {
  readonly id: string;
  /** The branch that pull requests go into. */
  readonly branch: string;
  /** Where the milestone branch goes in the end. */
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

export interface OverlappingPull {
  readonly issue: IssueId;
  readonly number: number;
  readonly branch: string | undefined;
  readonly commit: string;
}

/** What a step comes to. */
export interface StepReturn {
  /** To be recorded together, in this order. */
  readonly facts: readonly IssueFact[];
  readonly outcome: Outcome;
}

export type Outcome =
  | { readonly kind: "done"; readonly result: StepResult }
  /** Somebody has to be asked. */
  | { readonly kind: "stop"; readonly stop: Stop }
  /** The step needs the milestone branch as it is on the remote now, and is to be begun again with it. */
  | { readonly kind: "need"; readonly need: "newer-base" };
