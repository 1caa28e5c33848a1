import type { ProcessResult, ProcessSpec } from "./processes.ts";

type Reason = Exclude<ProcessResult["ended"], "missing" | undefined>;

/** Longest delay that `setTimeout` accepts, in milliseconds. */
const MAX_TIMER_MS = 2 ** 31 - 1;

export interface Limits {
  /** Reports output, which restarts the idle limit. */
  seen(): void;
  /** Suspends the idle limit until the promise settles, since output is not read meanwhile. */
  pauseUntil(then: Promise<void>): void;
  /**
   * Suspends both limits until the promise settles, since the process waits for a person. The promise must not reject.
   */
  waitFor(person: Promise<unknown>): void;
  /** Stops watching. */
  off(): void;
}

/** Calls `stop` when the total time is up, when there was no output for the idle time, or when the signal aborts. */
export function watchLimits(
  spec: Pick<ProcessSpec, "timeoutMs" | "idleMs" | "signal">,
  stop: (reason: Reason) => void,
): Limits {
  let seen = 0;
  let pauses = 0;
  let waits = 0;
  let isOff = false;
  let left = spec.timeoutMs;
  let since = performance.now();
  const cancel = () => stop("cancelled");
  let total = timer(left, () => stop("timeout"));
  const idle = timer(spec.idleMs, () => {
    // Output may be waiting to be read: after the machine was suspended, timers fire before pending reads.
    const before = seen;
    setImmediate(() => (seen === before && pauses === 0 ? stop("idle") : idle?.refresh()));
  });
  const markSeen = () => {
    seen += 1;
    if (!isOff) idle?.refresh();
  };
  const resume = () => {
    waits -= 1;
    pauses -= 1;
    markSeen();
    if (waits > 0 || isOff) return;
    since = performance.now();
    total = timer(left, () => stop("timeout"));
  };
  if (spec.signal.aborted) cancel();
  else spec.signal.addEventListener("abort", cancel, { once: true });
  return {
    seen: markSeen,
    pauseUntil(then) {
      pauses += 1;
      void then.finally(() => {
        pauses -= 1;
        markSeen();
      });
    },
    waitFor(person) {
      if (waits === 0) {
        clearTimeout(total);
        left = left === undefined ? undefined : Math.max(1, left - (performance.now() - since));
      }
      waits += 1;
      pauses += 1;
      void person.then(resume);
    },
    off() {
      isOff = true;
      clearTimeout(total);
      clearTimeout(idle);
      spec.signal.removeEventListener("abort", cancel);
    },
  };
}

function timer(ms: number | undefined, then: () => void): NodeJS.Timeout | undefined {
  return ms === undefined ? undefined : setTimeout(then, Math.min(ms, MAX_TIMER_MS));
}
