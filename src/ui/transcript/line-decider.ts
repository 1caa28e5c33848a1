import type { Decider } from "../../engine/run/ports.ts";
import { RunEnded } from "../../engine/run/run.ts";
import type { Progress } from "../../engine/model/progress.ts";
import type { Command, Question } from "../../engine/model/stop.ts";
import { sanitize } from "../../engine/text/sanitize.ts";
import { helpLines } from "./help-lines.ts";
import type { LineReader } from "./line-reader.ts";
import { statusLines } from "./status-lines.ts";
import { questionLines } from "./transcript.ts";

const KEYS: Readonly<Record<string, Command>> = {
  f: "fix",
  s: "skip",
  a: "abort",
  ab: "abort",
  r: "retry",
  c: "continue",
  p: "skip-phase",
  al: "allow",
  d: "deny",
};

/** Answers read as words, a line each. `say` shows lines to whoever types them. */
export function createLineDecider(from: {
  readonly reader: LineReader;
  readonly progress: () => Progress;
  readonly say: (lines: readonly string[]) => void;
}): Decider {
  const { reader, progress, say } = from;
  return {
    by: "user",
    async answer(question, signal) {
      for (;;) {
        const line = await reader.next(signal);
        if (line === undefined) throw new RunEnded("input-ended");
        const word = line.trim().toLowerCase();
        const command = commandOf(word, question.commands);
        if (command !== undefined) return command;
        if (word === "") continue;
        if (word === "panic") throw new RunEnded("panic");
        say([`> ${sanitize(line.trim())}`, "", ...reply(word, line, question, progress())]);
      }
    },
  };
}

/** A whole word, or the key of one. Where `allow` is on offer as well, `a` could mean either and means neither. */
function commandOf(word: string, offered: readonly Command[]): Command | undefined {
  const keyed = word === "a" && offered.includes("allow") ? undefined : KEYS[word];
  return offered.find((command) => command === word || command === keyed);
}

function reply(word: string, line: string, question: Question, progress: Progress): readonly string[] {
  switch (word) {
    case "status":
      return [...statusLines(progress, question), "", "---", ...questionLines(question, progress)];
    case "help":
    case "?":
      return [...helpLines(question), "", "---", ...questionLines(question, progress)];
    default:
      return [`? ${sanitize(line.trim())}: not on offer here`, "", question.commands.join(" | "), ""];
  }
}
