import type { Progress } from "../../../engine/model/progress.ts";
import type { Command, Question, StopKind } from "../../../engine/model/stop.ts";
import { definitionOf } from "../../../engine/questions/catalog.ts";
import { phaseLines } from "./phase-page.ts";
import { stopLines } from "./stop-lines.ts";

/** The lines of a question, an empty line, and the commands on offer in one line. */
export function questionLines(question: Question, progress: Progress): readonly string[] {
  const { stop, commands } = question;
  const lines = stop.evidence.of === "phase" ? phaseLines(progress, stop.evidence.phase) : stopLines(stop);
  return ["", ...lines, "", commands.join(" | "), ""];
}

/**
 * The lines of an answer: its echo, and what it leads to.
 * @param name the name of the question, where it has to be told apart from others
 */
export function answerLines(question: Question | undefined, command: Command, name?: string): readonly string[] {
  const ofKind =
    question === undefined ? undefined : definitionOf(question.stop).words.answered?.(command, question.issue);
  return [`> ${name === undefined ? "" : `${name} `}${command}`, "", ...(ofKind ?? FOLLOWS[command] ?? [])];
}

const FOLLOWS: Readonly<Partial<Record<Command, readonly string[]>>> = {
  approve: ["✓ Approved (recorded)", ""],
  retry: ["🔄 Retrying..."],
  allow: ["✓ Allowed (recorded)", ""],
  deny: ["✓ Denied (recorded)", ""],
};

/** Says where a skip is recorded. The reason is quoted where the question itself did not show it. */
export function recordedLine(stop: StopKind | undefined, reason: string): string {
  const isQuoted = stop === undefined || definitionOf({ kind: stop }).words.quotesReason === true;
  return isQuoted ? `Recorded: "${reason}"` : 'Recorded in "Blocked / Needs Review"';
}
