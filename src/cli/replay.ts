import { setTimeout as delay } from "node:timers/promises";
import { MilestoneError } from "../engine/errors.ts";
import { isFact, type Stamped } from "../engine/events.ts";
import { createHub } from "../state/hub.ts";
import { emptyProgress, reduce } from "../state/reduce.ts";
import { recordedEvents } from "../state/replay.ts";
import { createProgressStore } from "../state/store.ts";
import { painter } from "../ui/transcript/paint.ts";
import { createTranscriptWriter } from "../ui/transcript/writer.ts";
import type { Invocation } from "./arguments.ts";
import { watchInterruptions } from "./interruption.ts";
import { findMilestone, openProject } from "./project.ts";
import { screenLook } from "./screen-look.ts";
import { hasColour, isInteractive } from "./terminal.ts";

/** A pause of a recorded run is never longer than this on the screen, in milliseconds at normal speed. */
const LONGEST_PAUSE_MS = 5_000;

/** `milestone-tui replay m3 --speed 8`: the recorded events on the same screen; as a transcript, at once, elsewhere. */
export async function replay({ operands: [name], flags }: Invocation): Promise<number> {
  if (name === undefined) throw new MilestoneError("usage", "Name a milestone", { mend: "For example: milestone-tui replay m3" });
  const speed = Number(flags.speed ?? 1);
  if (!(speed > 0)) throw new MilestoneError("usage", `--speed ${flags.speed}: not a number above 0`, { mend: "For example: --speed 8" });
  const interruption = watchInterruptions(() => {});
  try {
    const place = await findMilestone(await openProject(flags, interruption.signal, true), name);
    const events = await recordedEvents(place.stateFolder);
    if (events.length === 0) throw new MilestoneError("usage", `Milestone ${place.milestone} has no run to replay`, { mend: `Run it first: milestone-tui ${place.milestone}` });
    if (isInteractive() && flags.plain !== true) await play(events, place.milestone, { speed, signal: interruption.signal, look: screenLook(flags, process.env, process.stdout), interrupt: interruption.interrupt });
    else print(events, place.milestone, flags.verbose === true);
    return 0;
  } finally {
    interruption.off();
  }
}

function print(events: readonly Stamped[], milestone: string, verbose: boolean): void {
  const paint = painter(hasColour(process.stdout));
  const writer = createTranscriptWriter({ progress: emptyProgress(milestone), verbose, paint, write: (text) => process.stdout.write(text) });
  for (const event of events) writer.watch(event);
}

async function play(
  events: readonly Stamped[],
  milestone: string,
  how: { readonly speed: number; readonly signal: AbortSignal; readonly look: ReturnType<typeof screenLook>; interrupt(): void },
): Promise<void> {
  const { runScreen } = await import("../ui/screen/run-screen.tsx");
  const store = createProgressStore(emptyProgress(milestone), 0);
  const hub = createHub(() => {});
  let now = Date.parse(events[0]?.at ?? "");
  const screen = runScreen({
    store, subscribe: hub.subscribe, answer: () => {}, interrupt: how.interrupt, look: how.look, deeds: {}, now: () => now, signal: how.signal,
  });
  const left = screen.then(() => true);
  for (const event of events) {
    const at = Date.parse(event.at);
    const pause = Math.min(Math.max(at - now, 0), LONGEST_PAUSE_MS) / how.speed;
    if (pause > 0 && (await Promise.race([left, delay(pause, false)]))) return;
    now = at;
    if (isFact(event)) store.setState({ progress: reduce(store.getState().progress, event), seq: event.seq });
    hub.publish(event);
  }
  await screen;
}
