// The Agent port: a coding agent does a task in a worktree; what it says of its success is never believed.
import type { Activity } from "../events.ts";
import type { PlannedIssue } from "../plan/plan.ts";
import type { ReviewResult, WorkResult } from "../review.ts";
import type { Stop } from "../stops/stop.ts";

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
}

export type AgentFailure = "missing" | "crash" | "auth" | "refusal" | "budget" | "timeout" | "idle" | "invalid-result";

export type AgentOutcome =
  | { readonly ok: true; readonly kind: "work"; readonly result: WorkResult }
  | { readonly ok: true; readonly kind: "review"; readonly result: ReviewResult }
  /** `message` is one line for the stop; `detail` the end of its output. */
  | { readonly ok: false; readonly reason: AgentFailure; readonly message: string; readonly detail: string };

export interface AgentWatch {
  readonly signal: AbortSignal;
  onLine(line: string): void;
  onActivity(activity: Activity): void;
}

export interface Agent {
  readonly name: string;
  /** Does the task to its end. Rejects only when cancelled or by a bug; when it settles, no descendant is left. */
  perform(task: AgentTask, watch: AgentWatch): Promise<AgentOutcome>;
}
