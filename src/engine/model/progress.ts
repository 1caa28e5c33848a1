// The progress of a milestone's run. `state/progress/reduce.ts` builds it from facts. It is saved, and every decision
// of the run reads it.
import type { TestResult } from "./findings/test-result.ts";
import type { AgentRole, EndReason, FactOf, PhaseOutline, Replacement } from "./facts.ts";
import type { BranchPoint, ChangeSummary, PullSummary } from "./step-result.ts";
import type { StepName } from "./steps.ts";
import type { GateFinding } from "./findings/gate-finding.ts";
import type { Label } from "./findings/labels.ts";
import type { IssueId, MilestoneId } from "./plan.ts";
import type { PlanFinding } from "./findings/plan-finding.ts";
import type { ReviewFinding } from "./findings/review.ts";
import type { Command, FailedCheck, FailedRun, Question, Stop, StopKind } from "./stop.ts";

export interface Progress {
  readonly milestone: MilestoneId;
  readonly title: string;
  /** How often the run was started. */
  readonly starts: number;
  readonly startedAt: string | undefined;
  readonly planDigest: string | undefined;
  readonly outline: readonly PhaseOutline[];
  /** The branch that the milestone branch is merged into. Absent in older documents, which did not record it. */
  readonly baseBranch?: string | undefined;
  /** The last plan review. `passed` is also true where its critical findings were approved. */
  readonly gate: GateRecord | undefined;
  readonly base: BranchPoint | undefined;
  readonly scopeTags: readonly string[];
  readonly baseline: "passed" | "failing" | "none" | undefined;
  readonly validated: boolean;
  /** How many issues are worked on at the same time. Absent in older documents, which had one lane. */
  readonly lanes?: number;
  /** The greatest number of lanes that any run of the milestone had. */
  readonly mostLanes?: number;
  /** Issues that were started or skipped. The others have not begun. */
  readonly issues: Readonly<Record<IssueId, IssueProgress>>;
  readonly phases: Readonly<Record<number, PhaseState>>;
  /** Open questions, oldest first. */
  readonly questions: readonly Question[];
  /**
   * How many questions were asked so far, from which the next id follows. Absent in older documents, which did not
   * count.
   */
  readonly asked?: number;
  /** Every answer ever given, oldest first. */
  readonly decisions: readonly Decision[];
  /** What was spent, by issue. It is kept where the record of an issue is removed because the issue starts again. */
  readonly spent: Readonly<Record<IssueId, Spent>>;
  /**
   * What tasks cost at most so far, by agent and kind of task, from which tasks are budgeted. Absent in older
   * documents, which did not keep it.
   */
  readonly costliest?: Readonly<Record<string, Readonly<Partial<Record<TaskKind, TaskCost>>>>>;
  /** Agents that the fallback replaces in this run, by role. */
  readonly replaced?: Readonly<Partial<Record<AgentRole, Replacement>>>;
  readonly completed: boolean;
  readonly ended: EndReason | undefined;
}

/** What agents' tasks cost. A figure is undefined where nothing is known, which is not zero. */
export interface Spent {
  readonly turns: number;
  readonly tokens: number | undefined;
  readonly usd: number | undefined;
  /** How many tasks did not report the figure. With any such task, the figure is a lower bound. */
  readonly unreported: { readonly tokens: number; readonly usd: number };
}

export type TaskKind = FactOf<"usage.recorded">["task"];

/** What a kind of task cost at most. A figure is undefined where nothing is known. */
export interface TaskCost {
  readonly turns: number;
  readonly tokens: number | undefined;
  readonly usd: number | undefined;
  /** Whether such a task was ever finished. What a task cost that was cut short says little about the next one. */
  readonly finished: boolean;
}

export type PhaseState = "running" | "complete" | "approved" | "skipped";

export interface GateRecord {
  readonly digest: string;
  readonly findings: readonly PlanFinding[];
  readonly passed: boolean;
}

export interface Decision {
  readonly at: string;
  readonly question: string;
  readonly issue: IssueId | undefined;
  readonly stop: StopKind;
  readonly fingerprints: readonly string[];
  readonly command: Command;
  readonly by: "user" | "unattended";
}

export interface IssueProgress {
  readonly id: IssueId;
  readonly title: string;
  readonly github: number | undefined;
  readonly phase: number;
  readonly state: "active" | "done" | "skipped";
  readonly startedAt: string | undefined;
  readonly finishedAt: string | undefined;
  readonly branch: string | undefined;
  readonly base: BranchPoint | undefined;
  /** The commit of a moved base that a fix merged, until that merge is committed. */
  readonly pendingMergeBase: string | undefined;
  /** The worktree of its last step; other issues may use it meanwhile, unless it contains uncommitted work. */
  readonly worktree: string | undefined;
  /** How many fixes were finished. */
  readonly round: number;
  /** Steps finished in the current round. */
  readonly finished: readonly StepName[];
  /** The step that began and is not finished. Its effect is unknown until the step checks it. */
  readonly currentStep: StepName | undefined;
  readonly change: ChangeSummary | undefined;
  /** Lint and type checks that failed after auto-fix, in the current round. */
  readonly failedChecks: readonly FailedCheck[];
  readonly findings: readonly GateFinding[];
  readonly tests: TestResult | undefined;
  readonly commit: string | undefined;
  readonly pushed: string | undefined;
  readonly pull: PullSummary | undefined;
  readonly review: readonly ReviewFinding[];
  /** CI runs that failed for the current head. */
  readonly failedRuns: readonly FailedRun[];
  /**
   * Keys (`findingKey`) of the changes that people requested in their reviews and that the user was asked about. Each
   * is asked about once, however long it stays on the forge.
   */
  readonly acknowledgedReviews: readonly string[];
  /** How many reviews were finished, in all rounds. */
  readonly reviews: number;
  readonly labels: readonly { readonly label: Label; readonly reason: string }[];
  /** How many fixes were answered so far, by kind of stop. */
  readonly fixes: Readonly<Partial<Record<StopKind, number>>>;
  /** The question that was answered with `fix`, until the fix is finished. */
  readonly fixing: Question | undefined;
  /** The other change that this one is about to be built on, since both conflict, until the fix is finished. */
  readonly restacking?: Restacking | undefined;
  /**
   * Issues that are no dependencies and that this one was built on, since the changes conflict. Their branches are in
   * `base`. Empty or absent once the issue is based on the milestone branch.
   */
  readonly builtOn?: readonly IssueId[] | undefined;
  /** The stop that was answered with `skip`, until the issue is skipped. */
  readonly skipping: Stop | undefined;
  readonly approvals: readonly Approval[];
  /** Agents that the fallback replaced while they worked on this issue. */
  readonly replaced?: readonly Replacement[];
  readonly skipped: { readonly reason: string; readonly stop: StopKind | undefined } | undefined;
}

export interface Restacking {
  /** The branch of the other issue, and its commit. */
  readonly onto: BranchPoint;
  readonly issueBelow: IssueId;
  readonly files: readonly string[];
}

export interface Approval {
  readonly stop: StopKind;
  readonly fingerprints: readonly string[];
  readonly at: string;
}

/** Returns how many questions were asked so far, including the open ones. */
export function questionsAsked({ asked, decisions, questions }: Progress): number {
  return asked ?? decisions.length + questions.length;
}

/**
 * Returns how often each command answered this kind of stop, for an issue, or for the run where `issue` is undefined.
 */
export function answersGiven(
  progress: Progress,
  stop: StopKind,
  issue: IssueId | undefined,
): Partial<Record<Command, number>> {
  const given: Partial<Record<Command, number>> = {};
  for (const decision of progress.decisions) {
    if (decision.stop === stop && decision.issue === issue)
      given[decision.command] = (given[decision.command] ?? 0) + 1;
  }
  return given;
}

/** Returns the worktree that contains work of an issue that is not committed; undefined where there is no such work. */
export function uncommittedWorktree(issue: IssueProgress): string | undefined {
  const { state, finished, currentStep, worktree } = issue;
  if (state !== "active") return undefined;
  const isUncommitted = finished.includes("commit")
    ? currentStep === "fix"
    : finished.includes("implement") || currentStep === "implement";
  return isUncommitted ? worktree : undefined;
}

type PlannedFields = Pick<IssueProgress, "id" | "title" | "phase"> & { readonly github?: number | undefined };

/** Returns the record of an issue that starts now, with nothing but what the plan says. */
export function newIssue(planned: PlannedFields): IssueProgress {
  const { id, title, github, phase } = planned;
  return {
    id,
    title,
    github,
    phase,
    state: "active",
    startedAt: undefined,
    finishedAt: undefined,
    branch: undefined,
    base: undefined,
    pendingMergeBase: undefined,
    worktree: undefined,
    round: 0,
    finished: [],
    currentStep: undefined,
    change: undefined,
    findings: [],
    failedChecks: [],
    failedRuns: [],
    tests: undefined,
    commit: undefined,
    pushed: undefined,
    pull: undefined,
    review: [],
    acknowledgedReviews: [],
    reviews: 0,
    labels: [],
    fixes: {},
    fixing: undefined,
    skipping: undefined,
    approvals: [],
    skipped: undefined,
  };
}
