import type { ProcessResult, ProcessSpec } from "./processes.ts";

type Reason = Exclude<ProcessResult["ended"], "missing" | undefined>;

/** Longest time a timer can take. */
const FOREVER_MS = 2 ** 31 - 1;

export interface Limits {
  /** Says that there was output. */
  seen(): void;
  /** Nothing can be seen until then, since nobody looks. */
  pauseUntil(then: Promise<void>): void;
  /** It waits for a person until then: no time of its own passes, neither silent nor at all. Never to reject. */
  waitFor(person: Promise<unknown>): void;
  off(): void;
}

/** Calls `stop` when the time is up, when nothing was seen for too long, or on cancel. */
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
    // Output may be waiting to be read: after a pause of the machine, timers come first.
    const before = seen;
    setImmediate(() => (seen === before && pauses === 0 ? stop("idle") : idle?.refresh()));
  });
  const see = () => {
    seen += 1;
    if (!isOff) idle?.refresh();
  };
  const goOn = () => {
    waits -= 1;
    pauses -= 1;
    see();
    if (waits > 0 || isOff) return;
    since = performance.now();
    total = timer(left, () => stop("timeout"));
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
    waitFor(person) {
      if (waits === 0) {
        clearTimeout(total);
        left = left === undefined ? undefined : Math.max(1, left - (performance.now() - since));
      }
      waits += 1;
      pauses += 1;
      void person.then(goOn);
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
  return ms === undefined ? undefined : setTimeout(then, Math.min(ms, FOREVER_MS));
}
