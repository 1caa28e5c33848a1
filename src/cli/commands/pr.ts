import { MilestoneError } from "../../engine/model/errors.ts";
import { localPullsFile } from "../../engine/forges/create-forge.ts";
import { createLocalForge, type LocalForge, type LocalPull } from "../../engine/forges/local/local-forge.ts";
import { pullListLines, pullViewLines } from "../../ui/reports/pull-report.ts";
import type { Invocation } from "../arguments.ts";
import { openProject } from "../composition/project.ts";

/** `milestone-tui pr list|view|merge|close [NN]`: shows or changes pull requests of the local forge. Exit code 0. */
export async function pulls({ operands: [verb = "list", number], flags }: Invocation): Promise<number> {
  const { signal } = new AbortController();
  const { repository, stateFolder } = await openProject(flags, signal, verb !== "merge");
  const forge = createLocalForge({ file: localPullsFile(stateFolder), repository });
  const shown = verb === "list" ? await forge.list(signal) : await perform(forge, verb, pullNumber(number), signal);
  const lines =
    flags.json === true
      ? [JSON.stringify(shown, null, 2)]
      : "number" in shown
        ? pullViewLines(shown)
        : pullListLines(shown);
  process.stdout.write(`${lines.join("\n")}\n`);
  return 0;
}

function perform(forge: LocalForge, verb: string, number: number, signal: AbortSignal): Promise<LocalPull> {
  switch (verb) {
    case "view":
      return forge.view(number, signal);
    case "merge":
      return forge.merge(number, signal);
    case "close":
      return forge.close(number, signal);
    default:
      throw new MilestoneError("usage", `milestone-tui pr ${verb}: unknown command`, {
        hint: "Use list, view, merge or close.",
      });
  }
}

function pullNumber(text: string | undefined): number {
  const number = Number(text?.replace(/^#/, ""));
  if (Number.isInteger(number) && number > 0) return number;
  const problem = text === undefined ? "Name a pull request by its number" : `"${text}" is no number of a pull request`;
  throw new MilestoneError("usage", problem, { hint: "milestone-tui pr list shows the numbers." });
}
