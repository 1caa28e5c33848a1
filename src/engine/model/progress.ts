// What is known of a milestone's run. Built from facts by `state/progress/reduce.ts`, saved, and read by every
// decision.
import type { TestResult } from "./findings/test-result.ts";
import type { AgentRole, EndReason, PhaseOutline, Replacement } from "./facts.ts";
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
  /** Where the milestone branch goes in the end; absent in documents from before it was told. */
  readonly baseBranch?: string | undefined;
  /** The last plan review; `passed` also when its criticals were approved. */
  readonly gate: GateRecord | undefined;
  readonly base: BranchPoint | undefined;
  readonly scopeTags: readonly string[];
  readonly baseline: "passed" | "failing" | "none" | undefined;
  readonly validated: boolean;
  /** Issues that were taken up or skipped; the others still wait. */
  readonly issues: Readonly<Record<IssueId, IssueProgress>>;
  readonly phases: Readonly<Record<number, PhaseState>>;
  /** Open questions, oldest first. */
  readonly questions: readonly Question[];
  /** Questions ever asked, by which the next one is named; absent in documents from before it was counted. */
  readonly asked?: number;
  /** Every answer ever given, oldest first. */
  readonly decisions: readonly Decision[];
  /** By issue, whatever becomes of its record: what was spent stays spent when an issue is begun anew. */
  readonly spent: Readonly<Record<IssueId, Spent>>;
  /** Agents that others work in place of, in this run. */
  readonly replaced?: Readonly<Partial<Record<AgentRole, Replacement>>>;
  readonly completed: boolean;
  readonly ended: EndReason | undefined;
}

/** What agents' tasks took. Undefined where nothing is known, which is not zero. */
export interface Spent {
  readonly turns: number;
  readonly tokens: number | undefined;
  readonly usd: number | undefined;
  /** Tasks of which it is not known: with any, the figure is a lower bound. */
  readonly unreported: { readonly tokens: number; readonly usd: number };
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
  /** A moved base that a fix brought in and that is not committed yet. */
  readonly pendingMergeBase: string | undefined;
  readonly worktree: string | undefined;
  /** 0 while implementing; the number of the fix afterwards. */
  readonly round: number;
  /** Steps finished in the present round. */
  readonly finished: readonly StepName[];
  /** The step begun and not finished: what it did is unknown until the world was looked at. */
  readonly currentStep: StepName | undefined;
  readonly change: ChangeSummary | undefined;
  /** Lint and type checks that failed after auto-fix, in the present round. */
  readonly failedChecks: readonly FailedCheck[];
  readonly findings: readonly GateFinding[];
  readonly tests: TestResult | undefined;
  readonly commit: string | undefined;
  readonly pushed: string | undefined;
  readonly pull: PullSummary | undefined;
  readonly review: readonly ReviewFinding[];
  /** CI runs that failed at the present head. */
  readonly failedRuns: readonly FailedRun[];
  /** What people asked for in reviews of their own, as keys: asked about once, however long it stands on the forge. */
  readonly acknowledgedReviews: readonly string[];
  /** Reviews finished, in all rounds. */
  readonly reviews: number;
  readonly labels: readonly { readonly label: Label; readonly reason: string }[];
  /** Fixes answered so far, by the stop that asked for them. */
  readonly fixes: Readonly<Partial<Record<StopKind, number>>>;
  /** The stop whose `fix` was answered and not yet carried out. */
  readonly fixing: Question | undefined;
  /** The stop whose `skip` was answered and not yet carried out. */
  readonly skipping: Stop | undefined;
  readonly approvals: readonly Approval[];
  /** Agents that others worked in place of. */
  readonly replaced?: readonly Replacement[];
  readonly skipped: { readonly reason: string; readonly stop: StopKind | undefined } | undefined;
}

export interface Approval {
  readonly stop: StopKind;
  readonly fingerprints: readonly string[];
  readonly at: string;
}

/** How many questions were asked so far, the open ones included. */
export function questionsAsked({ asked, decisions, questions }: Progress): number {
  return asked ?? decisions.length + questions.length;
}

/** How often each command was answered to this kind of stop, of this issue (or of the run, without one). */
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

type PlannedFields = Pick<IssueProgress, "id" | "title" | "phase"> & { readonly github?: number | undefined };

/** An issue of which nothing is known but what the plan says. */
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
