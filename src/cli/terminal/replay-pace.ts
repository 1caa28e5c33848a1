import { setTimeout as delay } from "node:timers/promises";

/** How fast a recorded run is played, changed while it plays. */
export interface ReplayPace {
  /** Waits as long as so many recorded milliseconds take, at the speed there is by then. */
  wait(ms: number): Promise<void>;
  /** Returns how it plays from now on, for whoever watches. */
  change(change: PaceChange): string;
}

export type PaceChange = "faster" | "slower" | "pause";

const SLOWEST = 1 / 8;
const FASTEST = 1024;
/** As long as a timer can wait. */
const EVER_MS = 2 ** 31 - 1;

/** @param first recorded seconds per second, above 0 */
export function createReplayPace(first: number): ReplayPace {
  const now = { speed: first, paused: false };
  let changed = new AbortController();
  return {
    async wait(ms) {
      let left = ms;
      while (now.paused || left > 0) {
        const { signal } = changed;
        const rate = now.paused ? 0 : now.speed;
        const since = performance.now();
        // A change wakes it, and it goes on with what is left. Nobody who has left waits for it.
        await delay(rate === 0 ? EVER_MS : left / rate, undefined, { signal, ref: false }).catch(() => {});
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
