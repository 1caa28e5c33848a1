import type { Decider } from "../../engine/ports.ts";
import { RunEnded } from "../../engine/run.ts";
import type { Progress } from "../../engine/progress.ts";
import type { Command, Question } from "../../engine/stops/stop.ts";
import { sanitise } from "../../engine/text/sanitise.ts";
import { helpLines } from "./help-lines.ts";
import type { LineReader } from "./line-reader.ts";
import { statusLines } from "./status-lines.ts";
import { questionLines } from "./transcript.ts";

const KEYS: Readonly<Record<string, Command>> = { f: "fix", s: "skip", a: "abort", r: "retry", c: "continue", p: "skip-phase" };

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
        const command = KEYS[word] ?? question.commands.find((offered) => offered === word);
        if (command !== undefined && question.commands.includes(command)) return command;
        if (word === "") continue;
        if (word === "panic") throw new RunEnded("panic");
        say([`> ${sanitise(line.trim())}`, "", ...reply(word, line, question, progress())]);
      }
    },
  };
}

function reply(word: string, line: string, question: Question, progress: Progress): readonly string[] {
  switch (word) {
    case "status":
      return [...statusLines(progress, question), "", "---", ...questionLines(question, progress)];
    case "help":
    case "?":
      return [...helpLines(question), "", "---", ...questionLines(question, progress)];
    default:
      return [`? ${sanitise(line.trim())}: not on offer here`, "", question.commands.join(" | "), ""];
  }
}
