import { MilestoneError } from "../../engine/model/errors.ts";
import type { Flags, Invocation } from "../arguments.ts";
import { watchInterruptions, type Interruption } from "../terminal/interruption.ts";
import type { Stage } from "../terminal/screen-stage.ts";
import { keepHeapSmall } from "../composition/small-heap.ts";
import { guardTerminal } from "../terminal/terminal-guard.ts";
import { isInteractive } from "../terminal/terminal.ts";

/** `milestone-tui m3`. The screen is drawn before anything else is loaded: nobody waits for modules in front of nothing. */
export async function run({ operands: [name], flags }: Invocation): Promise<number> {
  if (name === undefined)
    throw new MilestoneError("usage", "Name a milestone", { hint: "For example: milestone-tui m3" });
  keepHeapSmall();
  const interruption = watchInterruptions(() => {});
  const stage = wantsScreen(flags) ? await openStage(name, flags, interruption) : undefined;
  try {
    return await (await import("../composition/run-project.ts")).runProject({ name, flags, interruption, stage });
  } finally {
    await stage?.close();
    interruption.off();
  }
}

async function openStage(name: string, flags: Flags, interruption: Interruption): Promise<Stage> {
  // Its shell starts while the screen is loaded, and starts quicker from a process that is small yet.
  const guard = guardTerminal();
  return (await import("../terminal/screen-stage.ts")).openStage({ milestone: name, flags, interruption, guard });
}

/** On a terminal, unless something else was asked for. */
function wantsScreen(flags: Flags): boolean {
  return isInteractive() && flags.plain !== true && flags.json !== true && flags["dry-run"] !== true;
}
