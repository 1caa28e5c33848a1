import { setTimeout as delay } from "node:timers/promises";
import type { Clock } from "../../engine/run/ports.ts";
import { systemClock } from "./clock.ts";

/**
 * How many times quicker than real waiting everything is that waits for the forge: `MILESTONE_TUI_HASTE`, for tests of the
 * whole program. 1 where it is not set.
 */
export function hasteOf(environment: Readonly<Record<string, string>>): number {
  const haste = Number(environment["MILESTONE_TUI_HASTE"]);
  return haste > 1 ? haste : 1;
}

/** The system's clock, or one whose hands are moved on by what a shortened sleep leaves out. */
export function clockInHaste(haste: number): Clock {
  if (haste === 1) return systemClock;
  let ahead = 0;
  return {
    now: () => new Date(Date.now() + ahead),
    async sleep(ms, signal) {
      await delay(ms / haste, undefined, { signal }).catch(() => {
        throw signal.reason;
      });
      ahead += ms - ms / haste;
    },
  };
}
