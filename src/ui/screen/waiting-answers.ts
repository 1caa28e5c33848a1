import type { Decider } from "../../engine/ports.ts";
import type { Command } from "../../engine/stops/stop.ts";

/** Lets an engine that waits for an answer meet a screen that gives one. */
export function createWaitingAnswers(): { readonly decider: Decider; give(questionId: string, command: Command): void } {
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
    give: (questionId, command) => waiting.get(questionId)?.(command),
  };
}
