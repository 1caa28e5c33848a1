import { MilestoneError } from "../../engine/model/errors.ts";
import { loadState } from "../../state/journal/load-state.ts";
import { statusLines } from "../../ui/transcript/status-lines.ts";
import { questionLines } from "../../ui/transcript/question-lines.ts";
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
  const [question] = progress.questions;
  const asked = question === undefined ? [] : ["", "---", ...questionLines(question, progress)];
  process.stdout.write(`${[...statusLines(progress, question), ...asked].join("\n")}\n`);
  return 0;
}
