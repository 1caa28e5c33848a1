import type { Progress } from "../../engine/progress.ts";
import type { Command, Question } from "../../engine/stops/stop.ts";
import { consequence } from "./consequences.ts";
import { evidenceLines } from "./evidence.ts";
import { columnsOf } from "./format.ts";
import type { Glyphs } from "./glyphs.ts";
import { lineColumns, span } from "./line.ts";
import type { Line } from "./line.ts";
import { beginsCommand, typeLetter, NOTHING_TYPED } from "./typing.ts";

export interface QuestionLines {
  /** What stopped, with its evidence; scrolls. */
  readonly evidence: readonly Line[];
  /** What can be answered and what that does; always in sight. */
  readonly answers: readonly Line[];
}

/** @param saving the answer that was given and is not on the disk yet */
export function questionLines(question: Question, progress: Progress, letters: string, saving: Command | undefined, glyphs: Glyphs): QuestionLines {
  const { commands, stop } = question;
  const widest = Math.max(...commands.map(columnsOf));
  return {
    evidence: evidenceLines(question, progress, glyphs),
    answers: [
      ...commands.map((command) => answerLine(command, commands, widest, letters, consequence(command, stop))),
      typedLine(letters, commands, saving, glyphs),
    ],
  };
}

/** Rows that all of it takes in a pane so many columns wide inside, wrapped. */
export function rowsFor(lines: readonly Line[], columns: number): number {
  return lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(lineColumns(line) / columns)), 0);
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

function answerLine(command: Command, offered: readonly Command[], widest: number, letters: string, effect: string): Line {
  const key = keyOf(command, offered);
  const possible = letters === "" || command.startsWith(letters);
  const name = command === "skip-phase"
    ? [span(" p ", "accent", { inverse: true, bold: true }), span(` ${command}`, undefined, { bold: true })]
    : [span(` ${key} `, "accent", { inverse: possible, bold: true }), span(` ${key === command ? "" : command}`, undefined, { bold: true })];
  const used = lineColumns(name);
  return [...name, span(" ".repeat(Math.max(1, widest + 7 - used))), span(effect, possible ? "text" : "muted")];
}

function typedLine(letters: string, commands: readonly Command[], saving: Command | undefined, glyphs: Glyphs): Line {
  if (saving !== undefined) return [span(`${glyphs.arrow} ${saving}`, "accent", { bold: true }), span("  saving…", "muted")];
  if (letters !== "") {
    return [span(`${glyphs.arrow} `, "accent"), span(letters, "accent", { bold: true }), span(glyphs.cursor, "accent"), span("   Esc clears", "muted")];
  }
  return commands.includes("approve") && beginsCommand("a", commands)
    ? [span("approve is typed out in full: it accepts a risk", "muted")]
    : [span(commands.join(" | "), "muted")];
}
