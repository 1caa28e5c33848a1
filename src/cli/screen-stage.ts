import { emptyProgress } from "../state/reduce.ts";
import { runScreen } from "../ui/screen/run-screen.tsx";
import { createWaitingAnswers } from "../ui/screen/waiting-answers.ts";
import type { Flags } from "./arguments.ts";
import { earlyDeeds } from "./deeds/early-deeds.ts";
import { KEEP_TITLE, RESTORE_TITLE } from "./deeds/terminal-words.ts";
import type { Interruption } from "./interruption.ts";
import { createOutput } from "./output.ts";
import { screenLook } from "./screen-look.ts";
import { createScreenRelay } from "./screen-relay.ts";
import { keepHeapSmall } from "./small-heap.ts";
import { guardTerminal } from "./terminal-guard.ts";
import type { View, Watched } from "./watched.ts";

/** The full screen, drawn before there is a run to show on it. */
export interface Stage {
  /** From now on it shows this run. What is to stay on the terminal is printed when the view is closed. */
  show(watched: Watched): View;
  /** Leaves the terminal as it was. */
  close(): Promise<void>;
}

/** Settles once the first frame is there. */
export async function openStage(milestone: string, flags: Flags, interruption: Interruption): Promise<Stage> {
  keepHeapSmall();
  const guard = guardTerminal();
  const output = createOutput(process.stdout, interruption);
  leaveWithTerminal(process.stdin, interruption.interrupt);
  const answers = createWaitingAnswers();
  const relay = createScreenRelay(emptyProgress(milestone));
  const known = Promise.withResolvers<Watched>();
  const closing = new AbortController();
  const look = screenLook(flags, process.env, process.stdout);
  await guard.ready;
  output.write(KEEP_TITLE);
  const screen = runScreen({
    store: relay.store,
    subscribe: relay.subscribe,
    answer: answers.give,
    interrupt: interruption.interrupt,
    look,
    deeds: earlyDeeds({ watched: known.promise, look, write: output.write }),
    now: Date.now,
    signal: closing.signal,
  });
  const close = async () => {
    if (closing.signal.aborted) return;
    closing.abort();
    await screen;
    output.write(RESTORE_TITLE);
    guard.dismiss();
  };
  return {
    close,
    show(watched) {
      relay.follow(watched.ledger);
      known.resolve(watched);
      return {
        decider: answers.decider,
        async close() {
          await close();
          const [{ painter }, { summaryPage }] = await Promise.all([import("../ui/transcript/paint.ts"), import("../ui/transcript/summary-page.ts")]);
          output.write(`${summaryPage(watched.ledger.progress).map(painter(look.color !== "none")).join("\n")}\n`);
        },
      };
    },
  };
}

/** A terminal that is gone (its window closed, the connection lost, the shell killed) answers no question any more. */
function leaveWithTerminal(stdin: NodeJS.ReadStream, leave: () => void): void {
  stdin.once("error", leave);
  stdin.once("end", leave);
}
