import type { Writable } from "node:stream";
import type { Interruption } from "./interruption.ts";

/** Wraps standard output. When it is closed (`EPIPE`, `EIO`), interrupts the run once and drops later writes. */
export function createOutput(stream: Writable, interruption: Pick<Interruption, "interrupt">) {
  let isClosed = false;
  let waiting: PromiseWithResolvers<void> | undefined;
  const release = () => {
    waiting?.resolve();
    waiting = undefined;
  };
  stream.on("error", () => {
    if (!isClosed) interruption.interrupt();
    isClosed = true;
    release();
  });
  stream.on("drain", release);
  return {
    write(text: string): void {
      if (!isClosed) stream.write(text);
    },
    /** Undefined while the reader keeps up; else settles when the stream has drained or is closed. */
    drained(): Promise<void> | undefined {
      return isClosed || !stream.writableNeedDrain ? undefined : (waiting ??= Promise.withResolvers<void>()).promise;
    },
    /** Settles when everything written so far has reached the system, or the stream is closed. */
    flush(): Promise<void> {
      return isClosed ? Promise.resolve() : new Promise((resolve) => stream.write("", () => resolve()));
    },
  };
}
