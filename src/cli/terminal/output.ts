import type { Writable } from "node:stream";
import type { Interruption } from "./interruption.ts";

/** Standard output that ends the run in order when whoever read it is gone (`EPIPE`, `EIO`). */
export function createOutput(stream: Writable, interruption: Pick<Interruption, "interrupt">) {
  let gone = false;
  let behind: PromiseWithResolvers<void> | undefined;
  const catchUp = () => {
    behind?.resolve();
    behind = undefined;
  };
  stream.on("error", () => {
    if (!gone) interruption.interrupt();
    gone = true;
    catchUp();
  });
  stream.on("drain", catchUp);
  return {
    write(text: string): void {
      if (!gone) stream.write(text);
    },
    /** Set while whoever reads it is behind; settles when all is read, or nobody reads any more. */
    drained(): Promise<void> | undefined {
      return gone || !stream.writableNeedDrain ? undefined : (behind ??= Promise.withResolvers<void>()).promise;
    },
    flush(): Promise<void> {
      return gone ? Promise.resolve() : new Promise((resolve) => stream.write("", () => resolve()));
    },
  };
}
