// The Agent port: a coding agent does a task in a worktree; what it says of its success is never believed.
import type { Activity } from "../model/transient-events.ts";
import type { Sink } from "../process/sink.ts";
import type { PlannedIssue } from "../model/plan.ts";
import type { ReviewResult, WorkResult } from "../model/review.ts";
import type { AgentUsage, Allowance } from "../model/budget.ts";

export type { AgentUsage } from "../model/budget.ts";
import type { PermissionRequest, Stop } from "../model/stop.ts";

export interface AgentTask {
  readonly kind: "implement" | "fix" | "review";
  readonly milestone: string;
  readonly planPath: string;
  readonly issue: PlannedIssue;
  /** From 1; for a fix the number of the attempt. */
  readonly attempt: number;
  readonly baseCommit: string;
  /** The stop to be fixed; set for `fix`. */
  readonly stop: Stop | undefined;
  /** The whole prompt, as text. */
  readonly prompt: string;
  /** Absolute path of the worktree the agent works in. */
  readonly cwd: string;
  /** Folder of the program's own for this task's context and result files. */
  readonly scratch: string;
  readonly timeoutMs: number;
  readonly idleMs: number;
  /** Files of the change under review, relative to `cwd`. */
  readonly changed?: readonly string[] | undefined;
  /** The limits that hold for it: no turn begins where one is used up, and the task is ended where it goes past one. */
  readonly allowances?: readonly Allowance[] | undefined;
}

export type AgentFailure =
  | "missing"
  | "crash"
  | "auth"
  | "refusal"
  | "budget"
  | "timeout"
  | "idle"
  /** One of the config's own limits, where `budget` is the account's. */
  | "limit"
  /** A review without a valid answer; `no-review` where it was asked for often enough. */
  | "invalid-result"
  | "no-review"
  /** No failure of the task: it is tried again when the limit is lifted, at `until` where the agent says so. */
  | "rate-limit";

export type AgentOutcome =
  /** `outOfTreeEdits`: files outside the worktree that it says it changed. */
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
  /** One line for the stop. */
  readonly message: string;
  /** The end of its output. */
  readonly detail: string;
  /** What the user can do about it; one sentence. */
  readonly hint?: string | undefined;
  /** What is answered where nobody is there to answer, if that is not the same for every failure of this kind. */
  readonly final?: "skip" | "abort" | undefined;
  /** For `rate-limit`: when to try again, ISO 8601. */
  readonly until?: string | undefined;
}

export interface AgentWatch {
  readonly signal: AbortSignal;
  /** Takes what it prints. */
  readonly output: Sink;
  onActivity(activity: Activity): void;
  /**
   * Has the user decide what no rule does; the agent waits meanwhile, and its time stands still.
   * @param needed aborted where it does not wait any more: then the question is taken back, and the answer is false
   */
  askUser(request: PermissionRequest, needed: AbortSignal): Promise<boolean>;
  /** Told what the task has taken so far, whenever that changes; also where it is cancelled later. */
  onUsage(usage: AgentUsage): void;
}

export interface Agent {
  readonly name: string;
  /** What keeps it from writing elsewhere; absent where nothing is known of that. */
  readonly confinement?:
    | {
        readonly isInForce: boolean;
        keepsCheckout(task: Pick<AgentTask, "cwd" | "scratch">): Promise<boolean>;
        describe(): string;
      }
    | undefined;
  /** Does the task to its end. Rejects only when cancelled or by a bug; when it settles, no descendant is left. */
  perform(task: AgentTask, watch: AgentWatch): Promise<AgentOutcome>;
}
