import { setTimeout as delay } from "node:timers/promises";
import type { Clock } from "../../engine/model/ports.ts";
import { systemClock } from "./clock.ts";

/**
 * By which factor waits for the forge are shortened: `MILESTONE_TUI_TIME_SCALE`, for tests of the whole program. 1
 * where it is not set or not above 1.
 */
export function timeScaleOf(environment: Readonly<Record<string, string>>): number {
  const timeScale = Number(environment["MILESTONE_TUI_TIME_SCALE"]);
  return timeScale > 1 ? timeScale : 1;
}

/**
 * The system's clock, or one whose sleeps are `timeScale` times shorter. Its time moves forward by what each sleep was
 * shortened, so that a sleep takes its full length on this clock.
 */
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
