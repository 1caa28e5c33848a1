import { runScreen } from "../ui/screen/run-screen.tsx";
import { createWaitingAnswers } from "../ui/screen/waiting-answers.ts";
import { painter } from "../ui/transcript/paint.ts";
import { summaryPage } from "../ui/transcript/summary-page.ts";
import { screenLook } from "./screen-look.ts";
import type { View, Watched } from "./view.ts";

/** The full screen. What is to stay on the terminal is printed once it is closed. */
export function openScreenView({ ledger, flags, interruption }: Watched): View {
  const answers = createWaitingAnswers();
  const closing = new AbortController();
  const look = screenLook(flags, process.env, process.stdout);
  const screen = runScreen({
    store: ledger.store,
    subscribe: ledger.subscribe,
    answer: answers.give,
    interrupt: interruption.interrupt,
    look,
    deeds: { notify: notifier(process.stdout) },
    now: Date.now,
    signal: closing.signal,
  });
  return {
    decider: answers.decider,
    async close() {
      closing.abort();
      await screen;
      const paint = painter(look.color !== "none");
      process.stdout.write(`${summaryPage(ledger.progress).map(paint).join("\n")}\n`);
    },
  };
}

/** The window's title, and the bell with OSC 9 where somebody is wanted. */
function notifier(stdout: NodeJS.WriteStream) {
  return (kind: "title" | "question" | "end", text: string): void => {
    const said = text.replaceAll(/\p{Cc}/gu, " ");
    stdout.write(kind === "title" ? `\u001B]2;${said}\u0007` : `\u0007\u001B]9;${said}\u0007`);
  };
}
