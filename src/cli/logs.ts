import { MilestoneError } from "../engine/errors.ts";
import { followLog, readLog } from "../state/log-reader.ts";
import type { Invocation } from "./arguments.ts";
import { watchInterruptions } from "./interruption.ts";
import { findMilestone, openProject } from "./project.ts";

/** `milestone-tui logs m3 07 -f`: an issue's whole log, and with `-f` what comes. Without an issue, the run's own. */
export async function logs({ operands: [name, issue], flags }: Invocation): Promise<number> {
  if (name === undefined) throw new MilestoneError("usage", "Name a milestone", { mend: "For example: milestone-tui logs m3 07" });
  const interruption = watchInterruptions(() => {});
  try {
    const { stateFolder } = await findMilestone(await openProject(flags, interruption.signal, true), name);
    const id = issue?.replace(/^#/, "").padStart(2, "0");
    const lines = flags.follow === true ? followLog(stateFolder, id, interruption.signal) : readLog(stateFolder, id);
    for await (const line of lines) process.stdout.write(`${line}\n`);
    return 0;
  } finally {
    interruption.off();
  }
}
