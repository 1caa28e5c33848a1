import { emptyProgress } from "../../state/progress/reduce.ts";
import { createWaitingAnswers } from "../../ui/screen/input/waiting-answers.ts";
import type { Flags } from "../arguments.ts";
import { earlyActions } from "./actions/early-actions.ts";
import type { Interruption } from "./interruption.ts";
import { createOutput } from "./output.ts";
import { screenLook } from "./screen-look.ts";
import { createScreenRelay } from "./screen-relay.ts";
import type { TerminalGuard } from "./terminal-guard.ts";
import { openTerminalScreen } from "./terminal-screen.ts";
import type { View, Watched } from "./watched-run.ts";

/** The full screen, which is drawn before there is a run to show. */
export interface EarlyScreen {
  /** Shows a run from now on. Closing the returned view leaves the screen and prints the summary page. */
  show(watched: Watched): View;
  /** Leaves the screen and restores the terminal. */
  close(): Promise<void>;
}

export interface EarlyScreenOptions {
  readonly milestone: string;
  readonly flags: Flags;
  readonly interruption: Interruption;
  readonly guard: TerminalGuard;
}

/** Settles once the first frame is drawn. */
export async function openEarlyScreen({
  milestone,
  flags,
  interruption,
  guard,
}: EarlyScreenOptions): Promise<EarlyScreen> {
  const output = createOutput(process.stdout, interruption);
  const answers = createWaitingAnswers();
  const relay = createScreenRelay(emptyProgress(milestone));
  const shown = Promise.withResolvers<Watched>();
  const look = screenLook(flags, process.env, process.stdout);
  const { close } = await openTerminalScreen({
    store: relay.store,
    subscribe: relay.subscribe,
    answer: answers.give,
    look,
    guard,
    interruption,
    output,
    now: Date.now,
    actions: {
      ...earlyActions({ run: shown.promise, look, write: output.write }),
      panic: interruption.alarm,
      async setLanes(change) {
        const { laneLimit } = await shown.promise;
        laneLimit.set(laneLimit.count + change);
        return laneLimit.count;
      },
      retryNow: () => void shown.promise.then(({ waits }) => waits.retryNow()),
    },
  });
  return {
    close,
    show(watched) {
      relay.follow(watched.ledger);
      shown.resolve(watched);
      return {
        decider: answers.decider,
        async close() {
          await close();
          const [{ painter }, { summaryPage }] = await Promise.all([
            import("../../ui/transcript/paint.ts"),
            import("../../ui/transcript/summary-page.ts"),
          ]);
          output.write(
            `${summaryPage(watched.ledger.progress)
              .map(painter(look.color !== "none"))
              .join("\n")}\n`,
          );
        },
      };
    },
  };
}
