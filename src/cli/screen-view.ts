import { runScreen } from "../ui/screen/run-screen.tsx";
import { createWaitingAnswers } from "../ui/screen/waiting-answers.ts";
import { painter } from "../ui/transcript/paint.ts";
import { summaryPage } from "../ui/transcript/summary-page.ts";
import { screenDeeds } from "./deeds/screen-deeds.ts";
import { KEEP_TITLE, RESTORE_TITLE } from "./deeds/terminal-words.ts";
import { createOutput } from "./output.ts";
import { screenLook } from "./screen-look.ts";
import { guardTerminal } from "./terminal-guard.ts";
import type { View, Watched } from "./watched.ts";

/** The full screen. What is to stay on the terminal is printed once it is closed. */
export async function openScreenView(watched: Watched): Promise<View> {
  const { ledger, flags, interruption } = watched;
  const guard = guardTerminal();
  const output = createOutput(process.stdout, interruption);
  leaveWithTerminal(process.stdin, interruption.interrupt);
  const answers = createWaitingAnswers();
  const closing = new AbortController();
  const look = screenLook(flags, process.env, process.stdout);
  await guard.ready;
  output.write(KEEP_TITLE);
  const screen = runScreen({
    store: ledger.store,
    subscribe: ledger.subscribe,
    answer: answers.give,
    interrupt: interruption.interrupt,
    look,
    deeds: screenDeeds({ ...watched, look, write: output.write }),
    now: Date.now,
    signal: closing.signal,
  });
  return {
    decider: answers.decider,
    async close() {
      closing.abort();
      await screen;
      const paint = painter(look.color !== "none");
      output.write(`${RESTORE_TITLE}${summaryPage(ledger.progress).map(paint).join("\n")}\n`);
      guard.dismiss();
    },
  };
}

/** A terminal that is gone (its window closed, the connection lost, the shell killed) answers no question any more. */
function leaveWithTerminal(stdin: NodeJS.ReadStream, leave: () => void): void {
  stdin.once("error", leave);
  stdin.once("end", leave);
}
