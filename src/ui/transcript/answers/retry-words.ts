import type { LimitWaits } from "../../../engine/model/limit-waits.ts";
import type { Progress } from "../../../engine/model/progress.ts";
import { canEndWaits, parseAnswer } from "./answer-line.ts";
import type { LineReader } from "./line-reader.ts";

/**
 * Ends the current waits when the user types `retry`, and that of one issue at `07 retry`, during a wait or before it.
 * All other lines are left for the next question. Returns a function that stops this for waits that begin later.
 */
export function readRetries(
  reader: Pick<LineReader, "divert" | "offer">,
  waits: Pick<LimitWaits, "retryNow" | "onBegin">,
  progress: () => Progress,
): () => void {
  reader.divert((line) => {
    const answer = parseAnswer(line, progress());
    return canEndWaits(answer) && waits.retryNow(answer.issue);
  });
  return waits.onBegin(() => reader.offer());
}
