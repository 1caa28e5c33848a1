import { setTimeout as delay } from "node:timers/promises";
import type { Clock } from "../../engine/model/ports.ts";
import { systemClock } from "./clock.ts";

/**
 * How many times quicker than real waiting everything is that waits for the forge: `MILESTONE_TUI_TIME_SCALE`, for tests of the
 * whole program. 1 where it is not set.
 */
export function timeScaleOf(environment: Readonly<Record<string, string>>): number {
  const timeScale = Number(environment["MILESTONE_TUI_TIME_SCALE"]);
  return timeScale > 1 ? timeScale : 1;
}

/** The system's clock, or one whose hands are moved on by what a shortened sleep leaves out. */
export function scaledClock(timeScale: number): Clock {
  if (timeScale === 1) return systemClock;
  let ahead = 0;
  return {
    now: () => new Date(Date.now() + ahead),
    async sleep(ms, signal) {
      await delay(ms / timeScale, undefined, { signal }).catch(() => {
        throw signal.reason;
      });
      ahead += ms - ms / timeScale;
    },
  };
}
