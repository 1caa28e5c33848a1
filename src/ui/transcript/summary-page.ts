import type { Progress } from "../../engine/model/progress.ts";
import { statusLines } from "./status-lines.ts";
import { summaryLines } from "./summary-lines.ts";
import { banner } from "./banner.ts";
import { endLines } from "./end-lines.ts";

/**
 * What stays on the terminal after the screen has closed: the summary, or where the run stands and how to resume it.
 */
export function summaryPage(progress: Progress): readonly string[] {
  if (progress.completed)
    return [...banner(`✓ Milestone ${progress.milestone.toUpperCase()} Complete`), ...summaryLines(progress)];
  const end = progress.ended === undefined ? [] : endLines(progress.ended, progress.milestone);
  return [...statusLines(progress), ...end];
}
