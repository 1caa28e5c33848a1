import type { Stop } from "../../../engine/model/stop.ts";
import { isExhausted } from "../../../engine/questions/catalog.ts";
import { detailLines, headline } from "../../../engine/questions/stop-words.ts";

/**
 * The lines of a stop, without its commands. An empty string is a paragraph break. For phase boundaries see
 * `phaseLines`.
 */
export function stopLines(stop: Stop): readonly string[] {
  if (isExhausted(stop) && stop.attempt !== undefined && stop.attempt.of > 0) {
    return ["⚠️ Issue persists", "", `🛑 Fix attempts exhausted (${stop.attempt.of}/${stop.attempt.of})`];
  }
  const details = detailLines(stop);
  return [`🛑 ${headline(stop)}`, ...(details.length > 0 ? ["", ...details] : [])];
}
