import type { Clock } from "../../src/engine/model/ports.ts";

/** A clock on which a sleep is over at once and moves the time on by what was slept. */
export function manualClock(start = Date.UTC(2026, 0, 1)): Clock & { readonly slept: readonly number[] } {
  let now = start;
  const slept: number[] = [];
  return {
    slept,
    now: () => new Date(now),
    async sleep(ms, signal) {
      await new Promise((resolve) => setImmediate(resolve));
      signal.throwIfAborted();
      slept.push(ms);
      now += ms;
    },
  };
}
