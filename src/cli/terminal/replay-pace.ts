import { setTimeout as delay } from "node:timers/promises";

/** The speed at which a recorded run is played. It can be changed while the run plays. */
export interface ReplayPace {
  /** Waits for `ms` recorded milliseconds. A change of speed applies to the rest of the wait. */
  wait(ms: number): Promise<void>;
  /** Changes the speed, and returns a sentence for the user that says the new one. */
  change(change: PaceChange): string;
}

export type PaceChange = "faster" | "slower" | "pause";

const SLOWEST = 1 / 8;
const FASTEST = 1024;
/** The longest delay of a timer. */
const FOREVER_MS = 2 ** 31 - 1;

/** @param speed recorded seconds per real second, above 0 */
export function createReplayPace(speed: number): ReplayPace {
  const now = { speed, paused: false };
  let changed = new AbortController();
  return {
    async wait(ms) {
      let left = ms;
      while (now.paused || left > 0) {
        const { signal } = changed;
        const rate = now.paused ? 0 : now.speed;
        const since = performance.now();
        // A change aborts the delay, and the loop waits for the rest. The timer does not keep the process alive.
        await delay(rate === 0 ? FOREVER_MS : left / rate, undefined, { signal, ref: false }).catch(() => {});
        left = signal.aborted ? left - (performance.now() - since) * rate : 0;
      }
    },
    change(change) {
      if (change === "pause") now.paused = !now.paused;
      else now.speed = Math.min(FASTEST, Math.max(SLOWEST, change === "faster" ? now.speed * 2 : now.speed / 2));
      changed.abort();
      changed = new AbortController();
      return `${now.paused ? "Paused" : "Playing"} at ${now.speed}×.`;
    },
  };
}
