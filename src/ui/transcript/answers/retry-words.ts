import type { LimitWaits } from "../../../engine/model/limit-waits.ts";
import type { LineReader } from "./line-reader.ts";

/**
 * Takes the word `retry` for a wait that is going on, typed meanwhile or before it like any other answer; all other
 * lines are left for the next question. Returns how to stop.
 */
export function readRetries(
  reader: Pick<LineReader, "divert" | "offer">,
  waits: Pick<LimitWaits, "retryNow" | "onBegin">,
): () => void {
  reader.divert((line) => /^r(etry)?$/i.test(line.trim()) && waits.retryNow());
  return waits.onBegin(() => reader.offer());
}
