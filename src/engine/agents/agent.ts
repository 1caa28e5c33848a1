// The Agent port: a coding agent performs a task in a worktree. Its own report of success is not evidence; git is.
import type { Activity } from "../model/transient-events.ts";
import type { Sink } from "../process/sink.ts";
import type { PlannedIssue } from "../model/plan.ts";
import type { ReviewResult, WorkResult } from "../model/findings/review.ts";
import type { AgentUsage, Allowance } from "../model/budget.ts";

import type { PermissionRequest, Stop } from "../model/stop.ts";

export interface AgentTask {
  readonly kind: "implement" | "fix" | "review";
  readonly milestone: string;
  readonly planPath: string;
  readonly issue: PlannedIssue;
  /** Counts from 1. For a fix, the number of the fix attempt. */
  readonly attempt: number;
  readonly baseCommit: string;
  /** The stop to fix. Set for `fix` only. */
  readonly stop: Stop | undefined;
  /** The whole prompt. */
  readonly prompt: string;
  /** Absolute path of the worktree the agent works in. */
  readonly cwd: string;
  /** Variables of the lane that works on the issue, for the agent's process. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /** Absolute path of the folder for this task's context and result files, outside the worktree. */
  readonly scratch: string;
  readonly timeoutMs: number;
  readonly idleMs: number;
  /** Files that the issue has changed so far, relative to `cwd`. The findings of a review may name them. */
  readonly changed?: readonly string[] | undefined;
  /**
   * Returns the limits on what the task may use at this moment. No turn begins once one is used up, and the task ends
   * once it exceeds one.
   */
  readonly allowances?: (() => readonly Allowance[]) | undefined;
}

export type AgentFailure =
  | "missing"
  | "crash"
  | "auth"
  | "refusal"
  | "budget"
  | "timeout"
  | "idle"
  /** A limit of the config is reached. `budget` is that of the agent's account. */
  | "limit"
  /** A review without a valid result file. */
  | "invalid-result"
  /** A review without a valid answer, although it was asked for again. */
  | "no-review"
  /** Not a failure of the task. It is retried when the limit is lifted: at `until`, where that is known. */
  | "rate-limit";

export type AgentOutcome =
  /** `outOfTreeEdits`: paths outside the worktree that the agent reports to have changed. */
  | {
      readonly ok: true;
      readonly kind: "work";
      readonly result: WorkResult;
      readonly outOfTreeEdits?: readonly string[] | undefined;
    }
  | { readonly ok: true; readonly kind: "review"; readonly result: ReviewResult }
  | AgentFailed;

export interface AgentFailed {
  readonly ok: false;
  readonly reason: AgentFailure;
  /** One line, shown in the stop. */
  readonly message: string;
  /** The end of the agent's output. */
  readonly detail: string;
  /** How the user can fix it; one sentence. */
  readonly hint?: string | undefined;
  /** The answer of an unattended run, where it differs from the usual answer for this reason. */
  readonly final?: "skip" | "abort" | undefined;
  /** For `rate-limit`: the time of the next attempt, ISO 8601. */
  readonly until?: string | undefined;
}

/** How a running task reports to the engine and asks it. */
export interface AgentWatch {
  readonly signal: AbortSignal;
  /** Receives what the agent prints. */
  readonly output: Sink;
  onActivity(activity: Activity): void;
  /**
   * Asks the user about a request that no rule decides. The limits of time do not count while the agent waits.
   * @param needed aborted where the agent no longer waits; the question is then withdrawn, and the answer is false
   */
  askUser(request: PermissionRequest, needed: AbortSignal): Promise<boolean>;
  /** Receives the total of the task so far, whenever it changes. The last total holds where the task is canceled. */
  onUsage(usage: AgentUsage): void;
}

export interface Agent {
  readonly name: string;
  /** What keeps the agent from writing outside the worktree; absent where nothing is known about it. */
  readonly confinement?:
    | {
        readonly isInForce: boolean;
        keepsCheckout(task: Pick<AgentTask, "cwd" | "scratch">): Promise<boolean>;
        describe(): string;
      }
    | undefined;
  /**
   * Performs the task to its end. When the promise settles, no process of the agent is left.
   * @throws the reason of `watch.signal` when canceled; any other error is a bug
   */
  perform(task: AgentTask, watch: AgentWatch): Promise<AgentOutcome>;
}
