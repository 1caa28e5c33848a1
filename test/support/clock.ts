import { setTimeout } from "node:timers/promises";
import type { Clock } from "../../src/engine/model/ports.ts";

/** The system's clock. */
export const realClock: Clock = {
  now: () => new Date(),
  sleep: (ms, signal) => setTimeout(ms, undefined, { signal }),
};
