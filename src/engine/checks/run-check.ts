import type { Processes } from "../process/processes.ts";
import type { Sink } from "../process/sink.ts";
import { problemOf } from "./check-problem.ts";

export interface CheckRequest {
  /** Shell line. */
  readonly command: string;
  /** Absolute path of the worktree. */
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly processes: Processes;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly output: Sink;
}

export interface CheckResult {
  readonly passed: boolean;
  /** The last lines that the command printed. */
  readonly tail: string;
  /** Why there is no result: the command does not exist, or its time was up. */
  readonly problem: string | undefined;
}

/**
 * Runs setup, lint or typecheck.
 * @throws the signal's reason where it aborts, and MilestoneError `process` where the command cannot be started
 */
export async function runCheck(request: CheckRequest): Promise<CheckResult> {
  const { command, cwd, environment, processes, timeoutMs, signal, output } = request;
  const result = await processes.run({
    command: { shell: command },
    cwd,
    env: environment,
    timeoutMs,
    signal,
    output,
    maxBytes: 0,
  });
  signal.throwIfAborted();
  const problem = problemOf(result, timeoutMs);
  return { passed: result.exitCode === 0 && problem === undefined, tail: result.tail, problem };
}
