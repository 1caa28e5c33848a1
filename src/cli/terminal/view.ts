import type { Decider } from "../../engine/model/ports.ts";
import { answersGiven } from "../../engine/model/progress.ts";
import { unattendedAnswer } from "../../engine/questions/catalog.ts";
import type { RunLedger } from "../../state/ledger/ledger.ts";
import type { EarlyScreen } from "./early-screen.ts";
import type { View, Watched } from "./watched-run.ts";

/**
 * Opens the view of a run: the screen where `stage` is given, events with `--json`, else the transcript. With
 * `--autonomous` the predefined answers are used instead of a person's.
 */
export async function openView(watched: Watched, stage: EarlyScreen | undefined): Promise<View> {
  const { flags, ledger } = watched;
  const view = stage === undefined ? await openLineView(watched) : stage.show(watched);
  return flags.autonomous === true ? { ...view, decider: unattendedDecider(ledger) } : view;
}

async function openLineView(watched: Watched): Promise<View> {
  if (watched.flags.json === true) return (await import("./json-view.ts")).openJsonView(watched);
  return (await import("./plain-view.ts")).openPlainView(watched);
}

function unattendedDecider(ledger: RunLedger): Decider {
  return {
    by: "unattended",
    answer: (question) =>
      Promise.resolve(unattendedAnswer(question, answersGiven(ledger.progress, question.stop.kind, question.issue))),
  };
}
