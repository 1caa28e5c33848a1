import { MilestoneError } from "../../engine/model/errors.ts";
import type { Flags, Invocation } from "../arguments.ts";
import { watchInterruptions, type Interruption } from "../terminal/interruption.ts";
import type { EarlyScreen } from "../terminal/early-screen.ts";
import { keepHeapSmall } from "../composition/small-heap.ts";
import { guardTerminal } from "../terminal/terminal-guard.ts";
import { isInteractive } from "../terminal/terminal.ts";

/** `milestone-tui m3`. Draws the screen before it loads the rest of the program, so that the user sees it at once. */
export async function run({ operands: [name], flags }: Invocation): Promise<number> {
  if (name === undefined)
    throw new MilestoneError("usage", "Name a milestone", { hint: "For example: milestone-tui m3" });
  keepHeapSmall();
  const interruption = watchInterruptions(() => {});
  const stage = wantsScreen(flags) ? await openEarlyScreen(name, flags, interruption) : undefined;
  try {
    return await (await import("../composition/run-project.ts")).runProject({ name, flags, interruption, stage });
  } finally {
    await stage?.close();
    interruption.off();
  }
}

async function openEarlyScreen(name: string, flags: Flags, interruption: Interruption): Promise<EarlyScreen> {
  // The guard's shell starts while the screen modules load. A process starts a child faster while it is still small.
  const guard = guardTerminal();
  return (await import("../terminal/early-screen.ts")).openEarlyScreen({ milestone: name, flags, interruption, guard });
}

/** Whether to show the screen: on a terminal, unless a flag asks for another output. */
function wantsScreen(flags: Flags): boolean {
  return isInteractive() && flags.plain !== true && flags.json !== true && flags["dry-run"] !== true;
}
