import { setTimeout as delay } from "node:timers/promises";
import type { OpenProcess } from "../../process/processes.ts";

export type Why = "timeout" | "idle" | "cancelled" | "start" | "budget" | "broken" | "ended";

/** Thrown where a task ends before the agent says that it is done. */
export class Halted extends Error {
  override readonly name = "Halted";
  readonly why: Why;

  constructor(why: Why, message: string = why) {
    super(message);
    this.why = why;
  }
}

/** How long the news of a process's end may come after its output's, in milliseconds. */
const NEWS_MS = 3000;

/** The one place from which a task can be ended early: by a limit, on cancel, or because the agent itself has ended. */
export function hold(process: OpenProcess) {
  const { promise: halted, reject } = Promise.withResolvers<never>();
  halted.catch(() => undefined);
  let why: Why | undefined;

  function stop(reason: Why, message?: string): void {
    why ??= reason;
    reject(new Halted(reason, message));
  }

  return {
    stop,
    get why() { return why; },
    /** Ends the task when the agent's output is at its end. */
    until(closed: Promise<Error | undefined>): void {
      void Promise.all([closed, Promise.race([process.exited, delay(NEWS_MS, undefined, { ref: false })])]).then(([error, exit]) => {
        if (error !== undefined) stop("broken", error.message);
        else stop("ended", exit === undefined ? "Agent closed the connection" : endOf(exit));
      });
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

function endOf({ exitCode, signal }: Awaited<OpenProcess["exited"]>): string {
  if (exitCode === undefined) return `Agent was killed (${signal ?? "unknown signal"})`;
  return `Agent ended in the middle, with exit code ${exitCode}`;
}
