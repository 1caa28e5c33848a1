import type { Decider } from "../../../engine/run/ports.ts";
import type { Command } from "../../../engine/model/stop.ts";

export interface WaitingAnswers {
  readonly decider: Decider;
  /**
   * Settles when the engine took the answer. A question left from before a restart is shown before the run has come back to
   * it: its answer is kept until it is asked again, and means nothing if it never is.
   */
  readonly give: (questionId: string, command: Command) => Promise<void>;
}

/** Lets an engine that waits for an answer meet a screen that gives one, whichever comes first. */
export function createWaitingAnswers(): WaitingAnswers {
  const waiting = new Map<string, (command: Command) => void>();
  const given = new Map<string, { readonly command: Command; readonly taken: () => void }>();
  return {
    decider: {
      by: "user",
      answer({ id }, signal) {
        if (signal.aborted) return Promise.reject(signal.reason);
        const early = given.get(id);
        if (early !== undefined) {
          given.delete(id);
          early.taken();
          return Promise.resolve(early.command);
        }
        const { promise, resolve, reject } = Promise.withResolvers<Command>();
        const cancel = () => reject(signal.reason);
        signal.addEventListener("abort", cancel, { once: true });
        waiting.set(id, resolve);
        return promise.finally(() => {
          waiting.delete(id);
          signal.removeEventListener("abort", cancel);
        });
      },
    },
    async give(questionId, command) {
      const answered = waiting.get(questionId);
      if (answered !== undefined) {
        answered(command);
        return;
      }
      const { promise, resolve } = Promise.withResolvers<void>();
      given.set(questionId, { command, taken: resolve });
      await promise;
    },
  };
}
