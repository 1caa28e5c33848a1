import type { Sink } from "../../src/engine/process/sink.ts";

/** A sink without backpressure that passes on each line. */
export function eachLine(onLine: (line: string) => void): Sink {
  return {
    write(text) {
      for (const line of text.split("\n")) onLine(line);
    },
    drained: () => undefined,
  };
}
