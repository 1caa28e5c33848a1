import { MilestoneError } from "../../engine/errors.ts";
import type { Decider } from "../../engine/ports.ts";
import type { Command } from "../../engine/stops/stop.ts";

export interface WaitingAnswers {
  readonly decider: Decider;
  /** Rejects where nobody waits for an answer to this question, as when it is left from before a restart. */
  readonly give: (questionId: string, command: Command) => Promise<void>;
}

/** Lets an engine that waits for an answer meet a screen that gives one. */
export function createWaitingAnswers(): WaitingAnswers {
  const waiting = new Map<string, (command: Command) => void>();
  return {
    decider: {
      by: "user",
      answer(question, signal) {
        const { promise, resolve, reject } = Promise.withResolvers<Command>();
        if (signal.aborted) return Promise.reject(signal.reason);
        const cancel = () => reject(signal.reason);
        signal.addEventListener("abort", cancel, { once: true });
        waiting.set(question.id, resolve);
        return promise.finally(() => {
          waiting.delete(question.id);
          signal.removeEventListener("abort", cancel);
        });
      },
    },
    async give(questionId, command) {
      const answered = waiting.get(questionId);
      if (answered === undefined) throw new MilestoneError("stopped", "Not asked again yet: the run is still finding out where it was. Answer in a moment.");
      answered(command);
    },
  };
}
