import { MilestoneError } from "../../engine/model/errors.ts";
import type { Stamped } from "../../engine/model/events.ts";
import { emptyProgress } from "../../state/progress/reduce.ts";
import { recordedEvents } from "../../state/logs/recorded-events.ts";
import { painter } from "../../ui/transcript/paint.ts";
import { createTranscriptWriter } from "../../ui/transcript/writer.ts";
import type { Invocation } from "../arguments.ts";
import { watchInterruptions } from "../terminal/interruption.ts";
import { findMilestone, openProject } from "../composition/project.ts";
import { guardTerminal } from "../terminal/terminal-guard.ts";
import { hasColor, isInteractive } from "../terminal/terminal.ts";

/**
 * `milestone-tui replay m3 --speed 8`: plays the recorded events of a run on the screen. Without a terminal, or with
 * `--plain`, prints them at once as a transcript.
 */
export async function replay({ operands: [name], flags }: Invocation): Promise<number> {
  if (name === undefined)
    throw new MilestoneError("usage", "Name a milestone", { hint: "For example: milestone-tui replay m3" });
  const speed = Number(flags.speed ?? 1);
  if (!(speed > 0))
    throw new MilestoneError("usage", `--speed ${flags.speed}: not a number above 0`, {
      hint: "For example: --speed 8",
    });
  const interruption = watchInterruptions(() => {});
  try {
    const project = await openProject(flags, interruption.signal, true);
    const place = await findMilestone(project, name);
    const events = await recordedEvents(place.stateFolder);
    if (events.length === 0)
      throw new MilestoneError("usage", `Milestone ${place.milestone} has no run to replay`, {
        hint: `Run it first: milestone-tui ${place.milestone}`,
      });
    if (isInteractive() && flags.plain !== true) {
      const guard = guardTerminal();
      await (
        await import("../terminal/replay-screen.ts")
      ).playOnScreen({ events, place, project, speed, flags, interruption, guard });
    } else print(events, place.milestone, flags.verbose === true);
    return 0;
  } finally {
    interruption.off();
  }
}

function print(events: readonly Stamped[], milestone: string, verbose: boolean): void {
  const paint = painter(hasColor(process.stdout));
  const writer = createTranscriptWriter({
    progress: emptyProgress(milestone),
    verbose,
    paint,
    write: (text) => process.stdout.write(text),
  });
  for (const event of events) writer.watch(event);
}
