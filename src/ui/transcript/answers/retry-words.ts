import type { LimitWaits } from "../../../engine/model/limit-waits.ts";
import type { LineReader } from "./line-reader.ts";

/**
 * Ends the current waits when the user types `retry`, during a wait or before it. All other lines are left for the next
 * question. Returns a function that stops this for waits that begin later.
 */
export function readRetries(
  reader: Pick<LineReader, "divert" | "offer">,
  waits: Pick<LimitWaits, "retryNow" | "onBegin">,
): () => void {
  reader.divert((line) => /^r(etry)?$/i.test(line.trim()) && waits.retryNow());
  return waits.onBegin(() => reader.offer());
}
