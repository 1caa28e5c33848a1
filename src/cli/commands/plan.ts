import { MilestoneError } from "../../engine/model/errors.ts";
import { loadPlan } from "../../engine/plan/sources/load-plan.ts";
import { plannedSchedule } from "../../engine/run/scheduling/planned-schedule.ts";
import { simulate } from "../../engine/run/scheduling/simulate.ts";
import { loadState } from "../../state/journal/load-state.ts";
import { planReport, planReportLines } from "../../ui/reports/plan-report.ts";
import { requestedLanes, type Invocation } from "../arguments.ts";
import { findMilestone, openProject } from "../composition/project.ts";

/**
 * `milestone-tui plan m3`: prints the plan as it was read, in the order of a run, with the schedule of what remains.
 * Changes nothing, and also works while a run is live. Exit code 0.
 */
export async function plan({ operands: [name], flags }: Invocation): Promise<number> {
  if (name === undefined)
    throw new MilestoneError("usage", "Name a milestone", { hint: "For example: milestone-tui plan m3" });
  const { signal } = new AbortController();
  const project = await openProject(flags, signal, true);
  const lanes = requestedLanes(flags) ?? project.config.lanes;
  const place = await findMilestone(project, name);
  const { plan, problems } = await loadPlan(place, signal);
  const { progress } = await loadState(place.stateFolder, place.milestone);
  const schedule = plannedSchedule(plan, simulate(plan, progress, lanes), lanes);
  const report = planReport(plan, progress, schedule, problems);
  process.stdout.write(
    flags.json === true ? `${JSON.stringify(report, null, 2)}\n` : `${planReportLines(plan, report).join("\n")}\n`,
  );
  return 0;
}
