import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

/** Reads the lines of a stream, one at a time and on request. */
export interface LineReader {
  /** Resolves with the next line, or with undefined at the end of the input. Rejects with the reason of the signal. */
  next(signal: AbortSignal): Promise<string | undefined>;
  /**
   * Passes every line that arrives while no `next` is pending to `take` first. A line for which `take` returns false
   * waits for the next call of `next`.
   */
  divert(take: (line: string) => boolean): void;
  /** Passes the first waiting line to `take`, and removes the line where it returns true. */
  offer(): void;
  close(): void;
}

export function createLineReader(input: Readable): LineReader {
  const waiting: string[] = [];
  const state = { ended: false, asking: 0 };
  let take: (line: string) => boolean = () => false;
  let wake = () => {};
  const lines = createInterface({ input, crlfDelay: Infinity });
  lines.on("line", (line) => {
    if (state.asking === 0 && take(line)) return;
    waiting.push(line);
    wake();
  });
  lines.on("close", () => {
    state.ended = true;
    wake();
  });
  input.on("error", () => {
    state.ended = true;
    wake();
  });

  return {
    async next(signal) {
      while (waiting.length === 0 && !state.ended) {
        const { promise, resolve, reject } = Promise.withResolvers<void>();
        const cancel = () => reject(signal.reason);
        wake = resolve;
        signal.throwIfAborted();
        signal.addEventListener("abort", cancel, { once: true });
        state.asking += 1;
        await promise.finally(() => {
          state.asking -= 1;
          signal.removeEventListener("abort", cancel);
        });
      }
      return waiting.shift();
    },
    divert(taker) {
      take = taker;
    },
    offer() {
      if (waiting[0] !== undefined && take(waiting[0])) waiting.shift();
    },
    close() {
      lines.close();
      input.destroy();
    },
  };
}
