import { isFact, type Stamped } from "../../engine/model/events.ts";
import type { Progress } from "../../engine/model/progress.ts";
import { loadPlan } from "../../engine/plan/sources/load-plan.ts";
import { createHub } from "../../state/ledger/event-hub.ts";
import { emptyProgress, reduce } from "../../state/progress/reduce.ts";
import { createProgressStore } from "../../state/progress/store.ts";
import type { ScreenActions, ScreenLook } from "../../ui/screen/model/source.ts";
import type { Flags } from "../arguments.ts";
import { earlyActions } from "./actions/early-actions.ts";
import type { Interruption } from "./interruption.ts";
import { createOutput } from "./output.ts";
import type { MilestonePlace, Project } from "../composition/project.ts";
import { createReplayPace } from "./replay-pace.ts";
import { screenLook } from "./screen-look.ts";
import { keepHeapSmall } from "../composition/small-heap.ts";
import type { TerminalGuard } from "./terminal-guard.ts";
import { openTerminalScreen } from "./terminal-screen.ts";
import type { ShownRun } from "./watched-run.ts";

/** The longest pause between two events on the screen, in milliseconds at normal speed. */
const LONGEST_PAUSE_MS = 5_000;

export interface Replayed {
  /** At least one, in the order in which they happened. */
  readonly events: readonly Stamped[];
  readonly place: MilestonePlace;
  readonly project: Project;
  /** Recorded seconds per real second. */
  readonly speed: number;
  readonly flags: Flags;
  readonly interruption: Interruption;
  readonly guard: TerminalGuard;
}

/** Plays a recorded run on the screen; settles when the user leaves the screen. */
export async function playOnScreen(replayed: Replayed): Promise<void> {
  const { events, place, speed, flags, interruption, guard } = replayed;
  keepHeapSmall();
  const output = createOutput(process.stdout, interruption);
  const look = screenLook(flags, process.env, process.stdout);
  const store = createProgressStore(emptyProgress(place.milestone), 0);
  const hub = createHub(() => {});
  const pace = createReplayPace(speed);
  let now = Date.parse(events[0]?.at ?? "");
  const screen = await openTerminalScreen({
    store,
    subscribe: hub.subscribe,
    look,
    guard,
    interruption,
    output,
    now: () => now,
    actions: { ...recordedActions(replayed, look, output.write), pace: pace.change },
  });
  const left = screen.left.then(() => true);
  interruption.signal.addEventListener("abort", () => void screen.close(), { once: true });
  try {
    for (const event of events) {
      const at = Date.parse(event.at);
      const pause = Math.min(Math.max(at - now, 0), LONGEST_PAUSE_MS);
      if (pause > 0 && (await Promise.race([left, pace.wait(pause)])) === true) return;
      now = at;
      if (isFact(event)) store.setState({ progress: reduce(store.getState().progress, event), seq: event.seq });
      hub.publish(event);
    }
    await left;
  } finally {
    await screen.close();
  }
}

/** The screen's actions for a recorded run. Its worktree may have changed since then, so no file is opened in it. */
function recordedActions(
  { events, place, project, interruption }: Replayed,
  look: ScreenLook,
  write: (text: string) => void,
): ScreenActions {
  const progress = withoutWorktrees(
    events.flatMap((event) => (isFact(event) ? [event] : [])).reduce(reduce, emptyProgress(place.milestone)),
  );
  const run = loadPlan(place, interruption.signal).then(({ plan }): ShownRun => ({
    interruption,
    project,
    plan,
    stateFolder: place.stateFolder,
    ledger: { progress },
  }));
  // Each action that needs the run reports this error. Here it only must not be an unhandled rejection.
  run.catch(() => {});
  const { openFile: _, notify, ...actions } = earlyActions({ run, look, write });
  // A replay asks no question, so it sends no notification.
  return { ...actions, notify: (kind, text) => kind === "title" && notify?.(kind, text) };
}

function withoutWorktrees(progress: Progress): Progress {
  const issues = Object.fromEntries(
    Object.entries(progress.issues).map(([id, issue]) => [id, { ...issue, worktree: undefined }]),
  );
  return { ...progress, issues };
}
