import type { Decider } from "../engine/ports.ts";
import { answersGiven } from "../engine/progress.ts";
import { unattendedAnswer } from "../engine/stops/catalogue.ts";
import type { RunLedger } from "../state/ledger.ts";
import type { Flags } from "./arguments.ts";
import type { Interruption } from "./interruption.ts";
import type { Project } from "./project.ts";
import { isInteractive } from "./terminal.ts";

/** How a run is shown, and who answers its questions. */
export interface View {
  readonly decider: Decider;
  /** Settles when everything is on the user's terminal and the terminal is as it was. */
  close(): Promise<void>;
}

/** What a view needs to know of the run it shows. */
export interface Watched {
  readonly ledger: RunLedger;
  readonly flags: Flags;
  readonly interruption: Interruption;
  readonly project: Project;
}

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
