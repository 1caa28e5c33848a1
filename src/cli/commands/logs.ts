import { MilestoneError } from "../../engine/model/errors.ts";
import { requireIssue } from "../../engine/plan/lookup.ts";
import type { IssueId } from "../../engine/model/plan.ts";
import { loadPlan } from "../../engine/plan/sources/load-plan.ts";
import { loadState } from "../../state/journal/load-state.ts";
import { followAllLogs, readAllLogs } from "../../state/logs/all-logs.ts";
import { followLog, hasLog, readLog } from "../../state/logs/log-reader.ts";
import { hasSeveralAtWork } from "../../state/progress/selectors.ts";
import { issuePrefix } from "../../ui/transcript/issue-prefix.ts";
import type { Invocation } from "../arguments.ts";
import { watchInterruptions } from "../terminal/interruption.ts";
import { findMilestone, openProject, type MilestonePlace } from "../composition/project.ts";

/**
 * `milestone-tui logs m3 07`: prints the whole log of an issue, or of the run where no issue is named. With several
 * issues at work, that is all logs together, by time. With `-f` it goes on with new lines until it is interrupted.
 */
export async function logs({ operands: [name, issue], flags }: Invocation): Promise<number> {
  if (name === undefined)
    throw new MilestoneError("usage", "Name a milestone", { hint: "For example: milestone-tui logs m3 07" });
  const interruption = watchInterruptions(() => {});
  try {
    const place = await findMilestone(await openProject(flags, interruption.signal, true), name);
    const id = issue?.replace(/^#/, "").padStart(2, "0");
    if (id !== undefined && !(await hasLog(place.stateFolder, id))) await reportEmptyLog(place, id);
    const until = flags.follow === true ? interruption.signal : undefined;
    const lines =
      id === undefined && (await isParallel(place)) ? allLines(place, until) : linesOfOne(place.stateFolder, id, until);
    for await (const line of lines) process.stdout.write(`${line}\n`);
    return 0;
  } finally {
    interruption.off();
  }
}

/** Where the state cannot be read, the log of the run may say why. */
async function isParallel({ stateFolder, milestone }: MilestonePlace): Promise<boolean> {
  try {
    return hasSeveralAtWork((await loadState(stateFolder, milestone)).progress);
  } catch (error) {
    if (error instanceof MilestoneError && error.code === "state-unreadable") return false;
    throw error;
  }
}

async function* allLines({ stateFolder }: MilestonePlace, until: AbortSignal | undefined): AsyncGenerator<string> {
  const lines = until === undefined ? readAllLogs(stateFolder) : followAllLogs(stateFolder, until);
  for await (const { issue, text } of lines) yield `${issue === undefined ? "" : issuePrefix(issue)}${text}`;
}

function linesOfOne(
  stateFolder: string,
  issue: IssueId | undefined,
  until: AbortSignal | undefined,
): AsyncGenerator<string> {
  return until === undefined ? readLog(stateFolder, issue) : followLog(stateFolder, issue, until);
}

/** Says on standard error that the log is empty. @throws MilestoneError `usage` for an issue that is not in the plan */
async function reportEmptyLog(place: MilestonePlace, id: IssueId): Promise<void> {
  const { plan } = await loadPlan(place);
  requireIssue(plan, id);
  process.stderr.write(`Nothing is logged for Issue #${id} yet.\n`);
}
