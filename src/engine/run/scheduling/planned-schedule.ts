import type { Plan } from "../../model/plan.ts";
import type { PlannedSchedule } from "../../model/planned-schedule.ts";
import { fileConflicts } from "../../plan/file-conflicts.ts";
import type { Move } from "./simulate.ts";

/**
 * Returns the schedule of a simulated run.
 * @param moves of `simulate` with this many lanes
 */
export function plannedSchedule(plan: Plan, moves: readonly Move[], lanes: number): PlannedSchedule {
  const issues = moves
    .filter((move) => move.kind === "issue")
    .map(({ issue, lane, start, end }) => ({ issue, lane, start, end }));
  const skips = moves.filter((move) => move.kind === "skip").map(({ issue, reason }) => ({ issue, reason }));
  return { lanes, issues, skips, conflicts: fileConflicts(plan, new Set(issues.map(({ issue }) => issue))) };
}
