import { isDiskFailure, messageOf } from "../model/errors.ts";
import type { IssueId } from "../model/plan.ts";
import type { Clock, Ledger } from "../model/ports.ts";
import { stopFromError } from "../questions/catalog.ts";
import type { QuestionQueue } from "../questions/queue.ts";

/** Repeats work that failed for an outside reason. The work has to be safe to repeat. */
export interface Retry {
  /** Asks the user about a known failure, and repeats the work when they answer. Other failures are thrown. */
  withUser<T>(work: () => Promise<T>, issue?: IssueId): Promise<T>;
  /**
   * Repeats the work until the disk can be written, and reports the wait. Other failures are thrown.
   * @param work gets true where an earlier attempt has begun
   */
  onDisk<T>(work: (again: boolean) => Promise<T>, issue?: IssueId): Promise<T>;
}

export interface RetryPorts {
  readonly ledger: Pick<Ledger, "emit">;
  readonly clock: Clock;
  readonly questions: Pick<QuestionQueue, "ask">;
  readonly signal: AbortSignal;
}

/** Time between two attempts to write to a failing disk. */
const DISK_MS = 5_000;

export function createRetry({ ledger, clock, questions, signal }: RetryPorts): Retry {
  return {
    async withUser(work, issue) {
      for (;;) {
        try {
          return await work();
        } catch (error) {
          signal.throwIfAborted();
          const stop = stopFromError(error);
          if (stop === undefined) throw error;
          await questions.ask(stop, issue);
        }
      }
    },
    async onDisk(work, issue) {
      for (let again = false; ; again = true) {
        try {
          return await work(again);
        } catch (error) {
          if (!isDiskFailure(error) || signal.aborted) throw error;
          const until = new Date(clock.now().getTime() + DISK_MS).toISOString();
          ledger.emit({ type: "waiting", issue, until, reason: messageOf(error), commands: [] });
          await clock.sleep(DISK_MS, signal);
        }
      }
    },
  };
}
