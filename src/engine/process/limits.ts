import type { ProcessResult, ProcessSpec } from "./processes.ts";

type Reason = Exclude<ProcessResult["ended"], "missing" | undefined>;

/** Longest time a timer can take. */
const FOREVER_MS = 2 ** 31 - 1;

/** Calls `stop` when the time is up, when nothing was seen for too long, or on cancel. `seen` says there was output. */
export function watchLimits(spec: Pick<ProcessSpec, "timeoutMs" | "idleMs" | "signal">, stop: (reason: Reason) => void): { seen(): void; off(): void } {
  let seen = 0;
  const cancel = () => stop("cancelled");
  const total = timer(spec.timeoutMs, () => stop("timeout"));
  const idle = timer(spec.idleMs, () => {
    // Output may be waiting to be read: after a pause of the machine, timers come first.
    const before = seen;
    setImmediate(() => (seen === before ? stop("idle") : idle?.refresh()));
  });
  if (spec.signal.aborted) cancel();
  else spec.signal.addEventListener("abort", cancel, { once: true });
  return {
    seen() {
      seen += 1;
      idle?.refresh();
    },
    off() {
      clearTimeout(total);
      clearTimeout(idle);
      spec.signal.removeEventListener("abort", cancel);
    },
  };
}

function timer(ms: number | undefined, then: () => void): NodeJS.Timeout | undefined {
  return ms === undefined ? undefined : setTimeout(then, Math.min(ms, FOREVER_MS));
}
