import { setTimeout as delay } from "node:timers/promises";
import type { AgentFailed } from "../agent.ts";
import type { OpenProcess } from "../../process/processes.ts";

export type Why = "timeout" | "idle" | "cancelled" | "start" | "limit" | "broken" | "ended";

/** Thrown where a task ends before the agent says that it is done. */
export class Halted extends Error {
  override readonly name = "Halted";
  readonly why: Why;
  /** What it comes to, where whoever ended it knows. */
  readonly failure: AgentFailed | undefined;

  constructor(why: Why, message: string = why, failure?: AgentFailed) {
    super(message);
    this.why = why;
    this.failure = failure;
  }
}

/**
 * How long the news of a process's end and of its output's may be apart, in milliseconds. Output without an end is usual:
 * whatever the agent left running holds it open.
 */
const NEWS_MS = 1000;

/** The one place from which a task can be ended early: by a limit, on cancel, or because the agent itself has ended. */
export function hold(process: OpenProcess) {
  const { promise: halted, reject } = Promise.withResolvers<never>();
  const over = new AbortController();
  halted.catch(() => undefined);
  let why: Why | undefined;

  function stop(reason: Why, message?: string, failure?: AgentFailed): void {
    why ??= reason;
    reject(new Halted(reason, message, failure));
    over.abort();
  }

  return {
    stop,
    get why() {
      return why;
    },
    /** Aborted when the task ends early. */
    signal: over.signal,
    /** Ends the task when the agent has ended, or its output: whichever is known first waits for the other, but not for long. */
    async until(closed: Promise<Error | undefined>): Promise<void> {
      await Promise.race([closed, process.exited]);
      const [error, exit] = await Promise.all([inTime(closed), inTime(process.exited)]);
      if (error !== undefined) stop("broken", error.message);
      else stop("ended", exit === undefined ? "Agent closed the connection" : endOf(exit));
    },
    /** The result, or what ended the task first. */
    race: <T>(work: Promise<T>): Promise<T> => Promise.race([work, halted]),
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

function inTime<T>(news: Promise<T>): Promise<T | undefined> {
  return Promise.race([news, delay(NEWS_MS, undefined, { ref: false })]);
}

function endOf({ exitCode, signal }: Awaited<OpenProcess["exited"]>): string {
  if (exitCode === undefined) return `Agent was killed (${signal ?? "unknown signal"})`;
  return `Agent ended in the middle, with exit code ${exitCode}`;
}
