import { MilestoneError } from "../../engine/model/errors.ts";
import { requireIssue } from "../../engine/plan/lookup.ts";
import type { IssueId } from "../../engine/model/plan.ts";
import { loadPlan } from "../../engine/plan/sources/load-plan.ts";
import { followLog, hasLog, readLog } from "../../state/logs/log-reader.ts";
import type { Invocation } from "../arguments.ts";
import { watchInterruptions } from "../terminal/interruption.ts";
import { findMilestone, openProject, type MilestonePlace } from "../composition/project.ts";

/**
 * `milestone-tui logs m3 07`: prints the whole log of an issue, or of the run where no issue is named. With `-f` it
 * goes on with new lines until it is interrupted.
 */
export async function logs({ operands: [name, issue], flags }: Invocation): Promise<number> {
  if (name === undefined)
    throw new MilestoneError("usage", "Name a milestone", { hint: "For example: milestone-tui logs m3 07" });
  const interruption = watchInterruptions(() => {});
  try {
    const place = await findMilestone(await openProject(flags, interruption.signal, true), name);
    const id = issue?.replace(/^#/, "").padStart(2, "0");
    if (id !== undefined && !(await hasLog(place.stateFolder, id))) await reportEmptyLog(place, id);
    const lines =
      flags.follow === true ? followLog(place.stateFolder, id, interruption.signal) : readLog(place.stateFolder, id);
    for await (const line of lines) process.stdout.write(`${line}\n`);
    return 0;
  } finally {
    interruption.off();
  }
}

/** Says on standard error that the log is empty. @throws MilestoneError `usage` for an issue that is not in the plan */
async function reportEmptyLog(place: MilestonePlace, id: IssueId): Promise<void> {
  const { plan } = await loadPlan(place);
  requireIssue(plan, id);
  process.stderr.write(`Nothing is logged for Issue #${id} yet.\n`);
}
