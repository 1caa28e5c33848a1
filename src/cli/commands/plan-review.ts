import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { MilestoneError } from "../../engine/model/errors.ts";
import type { Plan } from "../../engine/model/plan.ts";
import type { PlannedSchedule } from "../../engine/model/planned-schedule.ts";
import { loadPlan } from "../../engine/plan/sources/load-plan.ts";
import { reviewPlan } from "../../engine/plan/review/review-plan.ts";
import { plannedSchedule } from "../../engine/run/scheduling/planned-schedule.ts";
import { simulate } from "../../engine/run/scheduling/simulate.ts";
import { emptyProgress } from "../../state/progress/reduce.ts";
import { planReviewLines, planReviewPage } from "../../ui/reports/plan-review-report.ts";
import { scheduleLines } from "../../ui/reports/schedule-report.ts";
import { requestedLanes, type Invocation } from "../arguments.ts";
import { branchProblems } from "../composition/plan-fits.ts";
import { findMilestone, openProject } from "../composition/project.ts";

/** `milestone-tui plan-review m3`: runs the quality gate only. Exit code 3 where it would refuse the plan, else 0. */
export async function planReview({ operands: [name], flags }: Invocation): Promise<number> {
  if (name === undefined)
    throw new MilestoneError("usage", "Name a milestone", { hint: "For example: milestone-tui plan-review m3" });
  const { signal } = new AbortController();
  const project = await openProject(flags, signal, true);
  const place = await findMilestone(project, name);
  const loaded = await loadPlan(place, signal);
  // A run refuses branch problems before its review; here both are reported together.
  const review = reviewPlan({
    ...loaded,
    problems: [...loaded.problems, ...(await branchProblems(loaded.plan, project.repository))],
  });
  const lanes = requestedLanes(flags) ?? project.config.lanes;
  const schedule = lanes > 1 ? scheduleFromStart(loaded.plan, lanes) : undefined;
  process.stdout.write(
    flags.json === true
      ? `${JSON.stringify({ milestone: place.milestone, ...review, schedule }, null, 2)}\n`
      : `${planReviewLines(place.milestone, review, schedule && scheduleLines(loaded.plan, schedule)).join("\n")}\n`,
  );
  if (flags.save === true)
    await writeFile(join(place.folder, "PLAN_REVIEW.md"), planReviewPage(place.milestone, review));
  return review.verdict === "ADDRESS CRITICALS" ? 3 : 0;
}

/** A review is about the plan, so what was done already does not count. */
function scheduleFromStart(plan: Plan, lanes: number): PlannedSchedule {
  return plannedSchedule(plan, simulate(plan, emptyProgress(plan.milestone), lanes), lanes);
}
