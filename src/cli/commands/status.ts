import { MilestoneError } from "../../engine/model/errors.ts";
import type { Progress } from "../../engine/model/progress.ts";
import { loadState } from "../../state/journal/load-state.ts";
import { hasSeveralAtWork } from "../../state/progress/selectors.ts";
import { withIssuePrefix } from "../../ui/transcript/issue-prefix.ts";
import { statusLines } from "../../ui/transcript/status-lines.ts";
import { questionLines } from "../../ui/transcript/questions/question-lines.ts";
import type { Invocation } from "../arguments.ts";
import { findMilestone, openProject } from "../composition/project.ts";

/** `milestone-tui status m3`: prints the saved state of a milestone; also works while a run is live. Exit code 0. */
export async function status({ operands: [name], flags }: Invocation): Promise<number> {
  if (name === undefined)
    throw new MilestoneError("usage", "Name a milestone", { hint: "For example: milestone-tui status m3" });
  const project = await openProject(flags, new AbortController().signal, true);
  const place = await findMilestone(project, name);
  const { progress } = await loadState(place.stateFolder, place.milestone);
  if (flags.json === true) {
    process.stdout.write(`${JSON.stringify(progress)}\n`);
    return 0;
  }
  if (progress.starts === 0) {
    process.stdout.write(
      `Milestone ${place.milestone} has not been started yet. Start it with: milestone-tui ${place.milestone}\n`,
    );
    return 0;
  }
  process.stdout.write(`${[...statusLines(progress, progress.questions[0]), ...askedLines(progress)].join("\n")}\n`);
  return 0;
}

/** The oldest open question. With several issues at work all of them, where each line names its issue. */
function askedLines(progress: Progress): readonly string[] {
  const isParallel = hasSeveralAtWork(progress);
  return progress.questions.slice(0, isParallel ? undefined : 1).flatMap((question) => {
    const lines = questionLines(question, progress);
    return ["", "---", ...withIssuePrefix(lines, isParallel ? question.issue : undefined)];
  });
}
