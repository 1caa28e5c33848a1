import type { Writable } from "node:stream";
import type { Interruption } from "./interruption.ts";

/** Standard output that ends the run in order when whoever read it is gone (`EPIPE`, `EIO`). */
export function createOutput(stream: Writable, interruption: Interruption) {
  let gone = false;
  stream.on("error", () => {
    if (!gone) interruption.interrupt();
    gone = true;
  });
  return {
    write(text: string): void {
      if (!gone) stream.write(text);
    },
    flush(): Promise<void> {
      return gone ? Promise.resolve() : new Promise((resolve) => stream.write("", () => resolve()));
    },
  };
}
