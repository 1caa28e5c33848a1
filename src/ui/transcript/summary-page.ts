import type { Progress } from "../../engine/model/progress.ts";
import { statusLines } from "./status-lines.ts";
import { summaryLines } from "./summary-lines.ts";
import { banner } from "./banner.ts";
import { endLines } from "./end-lines.ts";

/**
 * The lines that remain on the terminal after the screen has closed: the summary, or the status and how to resume the
 * run.
 */
export function summaryPage(progress: Progress): readonly string[] {
  if (progress.completed)
    return [...banner(`✓ Milestone ${progress.milestone.toUpperCase()} Complete`), ...summaryLines(progress)];
  const end = progress.ended === undefined ? [] : endLines(progress.ended, progress.milestone);
  return [...statusLines(progress), ...end];
}
