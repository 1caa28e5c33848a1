import { setTimeout as delay } from "node:timers/promises";
import type { AgentFailed } from "../agent.ts";
import type { OpenProcess } from "../../process/processes.ts";

export type HaltReason = "timeout" | "idle" | "cancelled" | "start" | "limit" | "broken" | "ended";

/** Thrown where a task ends before the agent reports that it is done. */
export class Halted extends Error {
  override readonly name = "Halted";
  readonly reason: HaltReason;
  /** The failure of the task, where the caller of `stop` gave one. */
  readonly failure: AgentFailed | undefined;

  constructor(reason: HaltReason, message: string = reason, failure?: AgentFailed) {
    super(message);
    this.reason = reason;
    this.failure = failure;
  }
}

export type TaskHalt = ReturnType<typeof createTaskHalt>;

/**
 * How long the end of the process and the end of its output may be apart, in milliseconds. Processes that the agent
 * left running often keep its output open.
 */
const EXIT_GRACE_MS = 1000;

/** Ends a task early: at a limit, when the user cancels, or because the agent's process has ended. */
export function createTaskHalt(process: OpenProcess) {
  const { promise: halted, reject } = Promise.withResolvers<never>();
  const over = new AbortController();
  halted.catch(() => undefined);
  let first: HaltReason | undefined;

  function stop(reason: HaltReason, message?: string, failure?: AgentFailed): void {
    first ??= reason;
    reject(new Halted(reason, message, failure));
    over.abort();
  }

  return {
    stop,
    /** The reason of the first `stop`; undefined while the task runs. */
    get reason() {
      return first;
    },
    /** Aborted when the task ends early. */
    signal: over.signal,
    /** Ends the task when the agent's process or its output has ended. Waits a moment for the other of the two. */
    async watchExit(closed: Promise<Error | undefined>): Promise<void> {
      await Promise.race([closed, process.exited]);
      const [error, exit] = await Promise.all([withinGrace(closed), withinGrace(process.exited)]);
      if (error !== undefined) stop("broken", error.message);
      else stop("ended", exit === undefined ? "Agent closed the connection" : exitMessage(exit));
    },
    /** Resolves as `work` does. @throws Halted where the task ends first */
    race: <T>(work: Promise<T>): Promise<T> => Promise.race([work, halted]),
    /** Like `race`; also stops the task with reason `start` after `ms` milliseconds. */
    async within<T>(ms: number, work: Promise<T>): Promise<T> {
      const timer = setTimeout(() => stop("start"), ms);
      try {
        return await Promise.race([work, halted]);
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

/** Resolves to undefined where `event` does not settle within the grace period. */
function withinGrace<T>(event: Promise<T>): Promise<T | undefined> {
  return Promise.race([event, delay(EXIT_GRACE_MS, undefined, { ref: false })]);
}

function exitMessage({ exitCode, signal }: Awaited<OpenProcess["exited"]>): string {
  if (exitCode === undefined) return `Agent was killed (${signal ?? "unknown signal"})`;
  return `Agent exited in the middle of the task, with exit code ${exitCode}`;
}
