import type { Progress } from "../../../engine/model/progress.ts";
import type { Command, Question } from "../../../engine/model/stop.ts";
import { definitionOf } from "../../../engine/questions/catalog.ts";
import type { Rows } from "../model/rows.ts";
import { consequence } from "./consequences.ts";
import { evidenceLines } from "./evidence.ts";
import { columnsOf } from "./format.ts";
import type { Glyphs } from "./glyphs.ts";
import { lineColumns, span } from "./styled-line.ts";
import type { Line } from "./styled-line.ts";
import { beginsCommand, typeLetter, NOTHING_TYPED } from "../input/answer-typing.ts";

export interface QuestionLines {
  /** What stopped the run, with its evidence. These lines scroll. */
  readonly evidence: readonly Line[];
  /** Each answer with what it does, and the line of typed letters. These lines are always visible. */
  readonly answers: readonly Line[];
  /** All answers on one line without what they do, for a pane with too few rows. */
  readonly brief: Line;
}

export interface AnswerState {
  readonly letters: string;
  /** The answer that was given and is not saved yet. */
  readonly saving: Command | undefined;
  /** Whether this is a replay, whose questions the user cannot answer. */
  readonly watching: boolean;
}

export function questionLines(
  question: Question,
  progress: Progress,
  state: AnswerState,
  glyphs: Glyphs,
): QuestionLines {
  const { commands, stop } = question;
  const widest = Math.max(...commands.map(columnsOf));
  const { letters } = state;
  const typed = typedLine(state, commands, glyphs);
  return {
    evidence: evidenceLines(question, progress, glyphs),
    answers: [
      ...commands.map((command) => answerLine(command, commands, widest, letters, consequence(command, stop))),
      typed,
    ],
    brief:
      letters === "" && state.saving === undefined && !state.watching
        ? commands.flatMap((command, index) => [
            ...(index === 0 ? [] : [span("  ")]),
            ...answerName(command, commands, true),
          ])
        : typed,
  };
}

/** Returns the line that names the questions waiting behind the shown one, and the keys that step to them. */
export function othersLine(others: readonly Question[], { byId }: Rows, glyphs: Glyphs): Line {
  return [
    span("[", "accent", { bold: true }),
    span(" "),
    span("]", "accent", { bold: true }),
    span(" also: ", "muted"),
    ...others.flatMap(({ issue, stop }, index) => {
      const row = issue === undefined ? undefined : byId.get(issue);
      return [
        ...(index === 0 ? [] : [span(` ${glyphs.separator} `, "muted")]),
        ...(issue === undefined ? [] : [span(`#${issue} `, row?.tone ?? "muted")]),
        span(definitionOf(stop).words.name),
      ];
    }),
  ];
}

/**
 * Returns the rows that are left for evidence above the answers and an empty row.
 * @param height rows of the pane, borders included
 * @param answers rows of the answers
 */
export function evidenceHeight(height: number, answers: number): number {
  return Math.max(0, height - 2 - answers - 1);
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

/** Returns the letters to type, and the whole command if they are only a part of it. */
function answerName(command: Command, offered: readonly Command[], possible: boolean): Line {
  const key = keyOf(command, offered);
  const word = key === command ? [] : [span(` ${command}`, undefined, { bold: true })];
  return [span(` ${key} `, "accent", { inverse: possible, bold: true }), ...word];
}

/** Returns what has to be typed for a command: `f`, `ab`, or all of `approve`. */
function keyOf(command: Command, offered: readonly Command[]): string {
  if (command === "skip-phase") return "p";
  for (let length = 1; length < command.length; length += 1) {
    const before = { ...NOTHING_TYPED, letters: command.slice(0, length - 1) };
    const result = typeLetter(before, command.charAt(length - 1), offered);
    if (result.kind === "answer" && result.command === command) return command.slice(0, length);
  }
  return command;
}

function typedLine({ letters, saving, watching }: AnswerState, commands: readonly Command[], glyphs: Glyphs): Line {
  if (watching) return [span("a replay: the recorded answer follows", "muted")];
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
