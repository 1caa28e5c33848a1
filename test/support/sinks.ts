import type { Sink } from "../../src/engine/process/sink.ts";

/** A sink that is never full, for whoever wants the lines one by one. */
export function eachLine(onLine: (line: string) => void): Sink {
  return {
    write(text) {
      for (const line of text.split("\n")) onLine(line);
    },
    drained: () => undefined,
  };
}
