import type { IssueId, Plan } from "../../engine/model/plan.ts";
import type { FileConflict, PlannedSchedule } from "../../engine/model/planned-schedule.ts";
import { count } from "../../engine/text/count.ts";
import { listFirst } from "../../engine/text/list-first.ts";
import { sanitizeLine } from "../../engine/text/sanitize.ts";
import { schedulePicture } from "./schedule-picture.ts";

/** How many conflicts, and how many files of each, are shown. */
const MAX_CONFLICTS = 12;
const MAX_FILES = 3;

/**
 * Returns a schedule with several lanes as a picture, and which issues are kept apart because of the same files. No
 * lines where there is nothing to show.
 */
export function scheduleLines(plan: Plan, schedule: PlannedSchedule): readonly string[] {
  const picture = schedule.lanes > 1 && schedule.issues.length > 0 ? pictureLines(plan, schedule) : [];
  const conflicts = conflictLines(schedule);
  return [...picture, ...(picture.length > 0 && conflicts.length > 0 ? [""] : []), ...conflicts];
}

function pictureLines(plan: Plan, { lanes, issues }: PlannedSchedule): readonly string[] {
  const length = Math.max(...issues.map(({ end }) => end));
  const idle = lanes - new Set(issues.map(({ lane }) => lane)).size;
  return [
    `Schedule with ${count(lanes, "lane")}: as long as ${count(length, "issue")}, instead of ${issues.length}`,
    "",
    ...schedulePicture(plan, issues),
    ...(idle === 0 ? [] : ["", `${count(idle, "lane")} would have nothing to do`]),
  ];
}

function conflictLines({ lanes, conflicts, issues }: PlannedSchedule): readonly string[] {
  if (conflicts.length === 0) return [];
  const more = conflicts.length - MAX_CONFLICTS;
  const when = lanes > 1 ? "while something else can start" : "with several lanes";
  return [
    `Likely to touch the same files, and kept apart ${when}:`,
    "",
    ...conflicts.slice(0, MAX_CONFLICTS).map((conflict) => `  ${conflictLine(conflict, issues)}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
}

function conflictLine({ issues, files }: FileConflict, scheduled: PlannedSchedule["issues"]): string {
  const touch = `${numbers(issues)} ${issues.length === 2 ? "both" : "all"} touch ${listFirst(files, MAX_FILES)}`;
  const times = scheduled.filter(({ issue }) => issues.includes(issue));
  const together = times.filter((a) => times.some((b) => a !== b && a.start < b.end && b.start < a.end));
  if (together.length === 0) return sanitizeLine(touch);
  const who = together.length === issues.length ? "they" : numbers(together.map(({ issue }) => issue));
  return sanitizeLine(`${touch} (${who} start all the same: nothing else can)`);
}

function numbers(issues: readonly IssueId[]): string {
  const all = issues.map((id) => `#${id}`);
  return `${all.slice(0, -1).join(", ")} and ${all.at(-1) ?? ""}`;
}
