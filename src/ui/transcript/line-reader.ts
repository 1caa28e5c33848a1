import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

/** Lines of a stream, one at a time, as they are asked for. */
export interface LineReader {
  /** The next line; undefined at the end of the input. Rejects with the signal's reason. */
  next(signal: AbortSignal): Promise<string | undefined>;
  close(): void;
}

export function createLineReader(input: Readable): LineReader {
  const waiting: string[] = [];
  const state = { ended: false };
  let wake = () => {};
  const lines = createInterface({ input, crlfDelay: Infinity });
  lines.on("line", (line) => { waiting.push(line); wake(); });
  lines.on("close", () => { state.ended = true; wake(); });
  input.on("error", () => { state.ended = true; wake(); });

  return {
    async next(signal) {
      while (waiting.length === 0 && !state.ended) {
        const { promise, resolve, reject } = Promise.withResolvers<void>();
        const cancel = () => reject(signal.reason);
        wake = resolve;
        signal.throwIfAborted();
        signal.addEventListener("abort", cancel, { once: true });
        await promise.finally(() => signal.removeEventListener("abort", cancel));
      }
      return waiting.shift();
    },
    close() {
      lines.close();
      input.destroy();
    },
  };
}
