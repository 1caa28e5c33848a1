import type { Progress } from "../../../engine/model/progress.ts";
import type { Command, Question } from "../../../engine/model/stop.ts";
import { consequence } from "./consequences.ts";
import { evidenceLines } from "./evidence.ts";
import { columnsOf } from "./format.ts";
import type { Glyphs } from "./glyphs.ts";
import { lineColumns, span } from "./line.ts";
import type { Line } from "./line.ts";
import { beginsCommand, typeLetter, NOTHING_TYPED } from "../input/typing.ts";

export interface QuestionLines {
  /** What stopped, with its evidence; scrolls. */
  readonly evidence: readonly Line[];
  /** What can be answered and what that does; always in sight. */
  readonly answers: readonly Line[];
  /** The same on one line, without what it does, for where there is no room. */
  readonly brief: Line;
}

export interface Answering {
  readonly letters: string;
  /** The answer that was given and is not on the disk yet. */
  readonly saving: Command | undefined;
  /** Nobody is asked here: a replay. */
  readonly watching: boolean;
}

export function questionLines(
  question: Question,
  progress: Progress,
  answering: Answering,
  glyphs: Glyphs,
): QuestionLines {
  const { commands, stop } = question;
  const widest = Math.max(...commands.map(columnsOf));
  const { letters } = answering;
  const typed = typedLine(answering, commands, glyphs);
  return {
    evidence: evidenceLines(question, progress, glyphs),
    answers: [
      ...commands.map((command) => answerLine(command, commands, widest, letters, consequence(command, stop))),
      typed,
    ],
    brief:
      letters === "" && answering.saving === undefined && !answering.watching
        ? commands.flatMap((command, index) => [
            ...(index === 0 ? [] : [span("  ")]),
            ...answerName(command, commands, true),
          ])
        : typed,
  };
}

/** Rows left for evidence in a pane so high, borders included, above so many rows of answers and an empty one. */
export function evidenceHeight(height: number, answers: number): number {
  return Math.max(0, height - 2 - answers - 1);
}

/** How a command is typed: `f`, `ab`, or all of `approve`. */
export function keyOf(command: Command, offered: readonly Command[]): string {
  if (command === "skip-phase") return "p";
  for (let length = 1; length < command.length; length += 1) {
    const before = { ...NOTHING_TYPED, letters: command.slice(0, length - 1) };
    const result = typeLetter(before, command.charAt(length - 1), offered);
    if (result.kind === "answer" && result.command === command) return command.slice(0, length);
  }
  return command;
}

function answerLine(
  command: Command,
  offered: readonly Command[],
  widest: number,
  letters: string,
  effect: string,
): Line {
  const possible = letters === "" || command.startsWith(letters);
  const name = answerName(command, offered, possible);
  const used = lineColumns(name);
  return [...name, span(" ".repeat(Math.max(1, widest + 7 - used))), span(effect, possible ? "text" : "muted")];
}

/** The key, and the word it stands for where it is not all of it. */
function answerName(command: Command, offered: readonly Command[], possible: boolean): Line {
  const key = keyOf(command, offered);
  const word = key === command ? [] : [span(` ${command}`, undefined, { bold: true })];
  return [span(` ${key} `, "accent", { inverse: possible, bold: true }), ...word];
}

function typedLine({ letters, saving, watching }: Answering, commands: readonly Command[], glyphs: Glyphs): Line {
  if (watching) return [span("a replay: it is answered as it was then", "muted")];
  if (saving !== undefined)
    return [span(`${glyphs.arrow} ${saving}`, "accent", { bold: true }), span("  saving…", "muted")];
  if (letters !== "") {
    return [
      span(`${glyphs.arrow} `, "accent"),
      span(letters, "accent", { bold: true }),
      span(glyphs.cursor, "accent"),
      span("   Esc clears", "muted"),
    ];
  }
  return commands.includes("approve") && beginsCommand("a", commands)
    ? [span("approve is typed out in full: it accepts a risk", "muted")]
    : [span(commands.join(" | "), "muted")];
}
