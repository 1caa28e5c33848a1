import type { Decider } from "../engine/ports.ts";
import { answersGiven } from "../engine/progress.ts";
import { unattendedAnswer } from "../engine/stops/catalogue.ts";
import type { RunLedger } from "../state/ledger.ts";
import { isInteractive } from "./terminal.ts";
import type { View, Watched } from "./watched.ts";

/** The screen on a terminal, the transcript elsewhere, events for programs; `--autonomous` answers in place of a person. */
export async function openView(watched: Watched): Promise<View> {
  const { flags, ledger } = watched;
  const view = await open(watched);
  return flags.autonomous === true ? { ...view, decider: unattended(ledger) } : view;
}

async function open(watched: Watched): Promise<View> {
  const { flags } = watched;
  if (flags.json === true) return (await import("./json-view.ts")).openJsonView(watched);
  if (flags.plain === true || !isInteractive()) return (await import("./plain-view.ts")).openPlainView(watched);
  return (await import("./screen-view.ts")).openScreenView(watched);
}

function unattended(ledger: RunLedger): Decider {
  return {
    by: "unattended",
    answer: (question) =>
      Promise.resolve(unattendedAnswer(question, answersGiven(ledger.progress, question.stop.kind, question.issue))),
  };
}
