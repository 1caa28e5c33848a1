import { PerformanceObserver } from "node:perf_hooks";
import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";

/** Both halves of the room for short-lived objects. With less, what two frames leave behind outlives them, and costs more. */
const ENOUGH_BYTES = 16 * 2 ** 20;

/**
 * Keeps the room for short-lived objects from growing past what frames need. V8 would double it again and again under a
 * flood of log lines, to 100 MB more of garbage, for a few percent of processor time. What outlives that room may grow by half
 * between two collections, not to four times its size.
 */
export function keepHeapSmall(): void {
  setFlagsFromString("--heap-growing-percent=50");
  const collections = new PerformanceObserver(() => {
    if (newSpaceBytes() < ENOUGH_BYTES) return;
    setFlagsFromString("--semi-space-growth-factor=1");
    collections.disconnect();
  });
  collections.observe({ entryTypes: ["gc"] });
}

function newSpaceBytes(): number {
  return getHeapSpaceStatistics().find(({ space_name: name }) => name === "new_space")?.space_size ?? 0;
}
