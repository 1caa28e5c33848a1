import type { ProcessResult, ProcessSpec } from "./processes.ts";

type Reason = Exclude<ProcessResult["ended"], "missing" | undefined>;

/** Longest time a timer can take. */
const FOREVER_MS = 2 ** 31 - 1;

export interface Limits {
  /** Says that there was output. */
  seen(): void;
  /** Nothing can be seen until then, since nobody looks. */
  pauseUntil(then: Promise<void>): void;
  off(): void;
}

/** Calls `stop` when the time is up, when nothing was seen for too long, or on cancel. */
export function watchLimits(spec: Pick<ProcessSpec, "timeoutMs" | "idleMs" | "signal">, stop: (reason: Reason) => void): Limits {
  let seen = 0;
  let pauses = 0;
  const cancel = () => stop("cancelled");
  const total = timer(spec.timeoutMs, () => stop("timeout"));
  const idle = timer(spec.idleMs, () => {
    // Output may be waiting to be read: after a pause of the machine, timers come first.
    const before = seen;
    setImmediate(() => (seen === before && pauses === 0 ? stop("idle") : idle?.refresh()));
  });
  const see = () => {
    seen += 1;
    idle?.refresh();
  };
  if (spec.signal.aborted) cancel();
  else spec.signal.addEventListener("abort", cancel, { once: true });
  return {
    seen: see,
    pauseUntil(then) {
      pauses += 1;
      void then.finally(() => {
        pauses -= 1;
        see();
      });
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
