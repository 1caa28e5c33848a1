import { MilestoneError } from "../engine/errors.ts";
import type { Flags, Invocation } from "./arguments.ts";
import { watchInterruptions } from "./interruption.ts";
import { isInteractive } from "./terminal.ts";

/** `milestone-tui m3`. The screen is drawn before anything else is loaded: nobody waits for modules in front of nothing. */
export async function run({ operands: [name], flags }: Invocation): Promise<number> {
  if (name === undefined) throw new MilestoneError("usage", "Name a milestone", { mend: "For example: milestone-tui m3" });
  const interruption = watchInterruptions(() => {});
  const stage = wantsScreen(flags) ? await (await import("./screen-stage.ts")).openStage(name, flags, interruption) : undefined;
  try {
    return await (await import("./run-project.ts")).runProject({ name, flags, interruption, stage });
  } finally {
    await stage?.close();
    interruption.off();
  }
}

/** On a terminal, unless something else was asked for. */
function wantsScreen(flags: Flags): boolean {
  return isInteractive() && flags.plain !== true && flags.json !== true && flags["dry-run"] !== true;
}
