// The vocabulary of the whole program: everything that happens in a run is one of these, in order.
// Facts are written to the journal before anyone is told of them; sights (`log`, `activity`) are told and not kept there.
import type { TestResult } from "./test-result.ts";
import type { GateFinding, Label } from "../gates/gate.ts";
import type { IssueId, MilestoneId, PlanFinding } from "./plan.ts";
import type { ReviewFinding } from "./review.ts";
import type { Command, FailedCheck, FailedRun, Question, StopKind } from "./stop.ts";

/** Version of the event format, for readers of `--json`. */
export const EVENT_VERSION = 1;

/** The steps of an issue, in order. `fix` stands outside the order: it leads back to `auto-fix`. */
export const STEPS = [
  "worktree",
  "implement",
  "auto-fix",
  "gates",
  "tests",
  "commit",
  "push",
  "pull-request",
  "review",
  "ci",
] as const;
export type StepName = (typeof STEPS)[number] | "fix";

/** What a step that did its work has to tell. */
export type StepResult =
  | { readonly step: "worktree"; readonly branch: string; readonly base: BranchPoint; readonly path: string }
  | { readonly step: "implement"; readonly change: ChangeSummary; readonly done: readonly string[] }
  /** `base` is set where the fix brought in a base that had moved on. */
  | {
      readonly step: "fix";
      readonly changed: boolean;
      readonly done: readonly string[];
      readonly base?: BranchPoint | undefined;
    }
  | { readonly step: "auto-fix"; readonly fixed: readonly string[]; readonly failed: readonly FailedCheck[] }
  | { readonly step: "gates"; readonly findings: readonly GateFinding[]; readonly change: ChangeSummary }
  /** `result` is undefined where no test command is known; `findings` are those of the coverage gate. */
  | { readonly step: "tests"; readonly result: TestResult | undefined; readonly findings: readonly GateFinding[] }
  | { readonly step: "commit"; readonly commit: string }
  /** `base` is set where the work was brought onto a base that holds its dependency by now. */
  | { readonly step: "push"; readonly commit: string; readonly base?: BranchPoint | undefined }
  | { readonly step: "pull-request"; readonly pull: PullSummary; readonly adopted: boolean }
  | { readonly step: "review"; readonly findings: readonly ReviewFinding[] }
  /** `asked` is what people want changed in reviews of their own. */
  | { readonly step: "ci"; readonly failed: readonly FailedRun[]; readonly asked: readonly ReviewFinding[] };

/** A branch and the commit it stood at. */
export interface BranchPoint {
  readonly branch: string;
  readonly commit: string;
}

export interface ChangeSummary {
  readonly files: readonly string[];
  readonly lines: number;
}

export interface PullSummary {
  readonly number: number;
  readonly url: string | undefined;
  readonly title: string;
  readonly state: "open" | "closed" | "merged";
  /** The branch it aims at, where that was seen. */
  readonly base?: string | undefined;
}

export type EndReason = "aborted" | "gate-refused" | "input-ended" | "interrupted" | "panic";

/** Facts about the run as a whole. */
export type RunFact =
  | {
      readonly type: "run.started";
      readonly milestone: MilestoneId;
      readonly resumed: boolean;
      readonly version: string;
      readonly autonomous: boolean;
    }
  /** `baseBranch`: where the milestone branch goes in the end; absent in facts from before it was told. */
  | {
      readonly type: "plan.loaded";
      readonly path: string;
      readonly title: string;
      readonly digest: string;
      readonly baseBranch?: string;
      readonly phases: readonly PhaseOutline[];
    }
  | { readonly type: "review.started" }
  | { readonly type: "plan.reviewed"; readonly digest: string; readonly findings: readonly PlanFinding[] }
  | {
      readonly type: "base.ready";
      readonly base: BranchPoint;
      readonly created: boolean;
      readonly scopeTags: readonly string[];
    }
  | { readonly type: "baseline.checked"; readonly setup: boolean; readonly tests: "passed" | "failing" | "none" }
  | { readonly type: "run.validated" }
  | { readonly type: "reconcile.started" }
  /** `head` is what somebody else moved its branch to. */
  | {
      readonly type: "pull.observed";
      readonly issue: IssueId;
      readonly pull: PullSummary;
      readonly head?: string | undefined;
    }
  | {
      readonly type: "reconciled";
      readonly open: number;
      readonly merged: number;
      readonly current: IssueId | undefined;
    }
  | { readonly type: "phase.started"; readonly phase: number }
  | { readonly type: "phase.completed"; readonly phase: number }
  | { readonly type: "phase.approved"; readonly phase: number }
  | { readonly type: "phase.skipped"; readonly phase: number }
  | { readonly type: "question.asked"; readonly question: Question }
  | {
      readonly type: "question.answered";
      readonly id: string;
      readonly command: Command;
      readonly by: "user" | "unattended";
    }
  /** Nobody needs the answer any more: the agent that asked has ended, for example. */
  | { readonly type: "question.withdrawn"; readonly id: string }
  | { readonly type: "milestone.completed" }
  | { readonly type: "run.ended"; readonly reason: EndReason };

/** Facts about one issue. */
export type IssueFact =
  | {
      readonly type: "issue.started";
      readonly issue: IssueId;
      readonly title: string;
      readonly github: number | undefined;
      readonly phase: number;
    }
  | { readonly type: "issue.resumed"; readonly issue: IssueId }
  /** Its worktree was lost or used by another issue: only these steps still count. */
  | { readonly type: "issue.restarted"; readonly issue: IssueId; readonly kept: readonly StepName[] }
  /** It was done, and something happened to its pull request: these steps are to be done again, and this is asked for. */
  | {
      readonly type: "issue.reopened";
      readonly issue: IssueId;
      readonly redo: readonly StepName[];
      readonly asked: readonly ReviewFinding[];
    }
  | { readonly type: "step.started"; readonly issue: IssueId; readonly step: StepName; readonly round: number }
  | { readonly type: "step.finished"; readonly issue: IssueId; readonly round: number; readonly result: StepResult }
  /** What an agent's task took, as far as is known; also of one that failed or was cancelled. Old journals know no turns. */
  | {
      readonly type: "usage.recorded";
      readonly issue: IssueId;
      readonly agent: string;
      readonly task: "implement" | "fix" | "review";
      readonly turns?: number | undefined;
      readonly tokens: number | undefined;
      readonly usd: number | undefined;
    }
  /** From here on another agent does this issue's tasks of that role; until then the first one's limit lasts, where that is known. */
  | ({ readonly type: "agent.replaced"; readonly issue: IssueId; readonly role: AgentRole } & Replacement)
  | { readonly type: "label.added"; readonly issue: IssueId; readonly label: Label; readonly reason: string }
  | {
      readonly type: "issue.skipped";
      readonly issue: IssueId;
      readonly title: string;
      readonly github: number | undefined;
      readonly phase: number;
      readonly reason: string;
      readonly stop: StopKind | undefined;
    }
  | { readonly type: "issue.retried"; readonly issue: IssueId; readonly phase: number }
  | { readonly type: "issue.done"; readonly issue: IssueId };

/** Seen and shown, logged per issue, not journalled. The text of a `log` is one line, or several that came at once. */
export type TransientEvent =
  | { readonly type: "log"; readonly issue: IssueId | undefined; readonly source: LogSource; readonly text: string }
  | { readonly type: "activity"; readonly issue: IssueId; readonly activity: Activity }
  | { readonly type: "explained"; readonly issue: IssueId | undefined; readonly text: string }
  | { readonly type: "notice"; readonly issue: IssueId | undefined; readonly text: string }
  /** `commands` is what may be said meanwhile: `retry` ends the wait at once. */
  | {
      readonly type: "waiting";
      readonly issue: IssueId | undefined;
      readonly until: string;
      readonly reason: string;
      readonly commands: readonly Command[];
    }
  /** Somebody wants it tried now: what waited goes on. */
  | { readonly type: "retrying"; readonly issue: IssueId | undefined };

export type AgentRole = "agent" | "reviewer";

export interface Replacement {
  /** Their names. */
  readonly agent: string;
  readonly by: string;
  readonly reason: "rate-limit" | "auth" | "budget";
  /** One line. */
  readonly message: string;
  /** ISO 8601. */
  readonly until?: string | undefined;
}

export type LogSource = "agent" | "setup" | "lint" | "typecheck" | "test" | "git" | "forge" | "engine";

/** What an agent is seen doing. */
export type Activity =
  | { readonly kind: "message" | "thought"; readonly text: string }
  | {
      readonly kind: "tool";
      readonly id: string;
      readonly title: string;
      readonly tool: string;
      readonly state: "pending" | "running" | "done" | "failed";
      readonly files: readonly string[];
    }
  | {
      readonly kind: "plan";
      readonly entries: readonly { readonly text: string; readonly state: "pending" | "running" | "done" }[];
    }
  | { readonly kind: "usage"; readonly tokens: number | undefined; readonly usd: number | undefined }
  | { readonly kind: "permission"; readonly title: string; readonly allowed: boolean };

export type Fact = RunFact | IssueFact;
export type MilestoneEvent = Fact | TransientEvent;

/** An event as it is stored and sent: numbered within its milestone, from 1, without gaps for facts. */
export type Stamped<E extends MilestoneEvent = MilestoneEvent> = E & {
  readonly v: typeof EVENT_VERSION;
  readonly seq: number;
  /** ISO 8601, UTC. */
  readonly at: string;
};

export interface PhaseOutline {
  readonly number: number;
  readonly name: string;
  readonly issues: readonly {
    readonly id: IssueId;
    readonly title: string;
    readonly github: number | undefined;
    readonly priority: string;
    readonly dependencies: readonly IssueId[];
  }[];
}

const TRANSIENT_TYPES: ReadonlySet<string> = new Set<TransientEvent["type"]>([
  "log",
  "activity",
  "explained",
  "notice",
  "waiting",
  "retrying",
]);

export function isFact(event: MilestoneEvent): event is Fact {
  return !TRANSIENT_TYPES.has(event.type);
}
