import type { Decider } from "../../../engine/model/ports.ts";
import type { Command } from "../../../engine/model/stop.ts";

export interface WaitingAnswers {
  readonly decider: Decider;
  /**
   * Gives an answer; settles when the engine has accepted it. A question from before a restart is shown before the run
   * asks it again: its answer is kept until then, and is lost if the run never asks it.
   */
  readonly give: (questionId: string, command: Command) => Promise<void>;
}

/** Connects an engine that waits for answers with a screen that gives them, in whichever order the two arrive. */
export function createWaitingAnswers(): WaitingAnswers {
  const waiting = new Map<string, (command: Command) => void>();
  const early = new Map<string, { readonly command: Command; readonly accept: () => void }>();
  return {
    decider: {
      by: "user",
      answer({ id }, signal) {
        if (signal.aborted) return Promise.reject(signal.reason);
        const given = early.get(id);
        if (given !== undefined) {
          early.delete(id);
          given.accept();
          return Promise.resolve(given.command);
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
      const resolveWaiting = waiting.get(questionId);
      if (resolveWaiting !== undefined) {
        resolveWaiting(command);
        return;
      }
      const { promise, resolve } = Promise.withResolvers<void>();
      early.set(questionId, { command, accept: resolve });
      await promise;
    },
  };
}
