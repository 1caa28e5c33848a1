// Computes everything that the screen shows from the progress and the view. The components only draw it.
import type { IssueId } from "../../../engine/model/plan.ts";
import { isExhausted } from "../../../engine/questions/catalog.ts";
import { headline, placeIn } from "../../../engine/questions/stop-words.ts";
import type { Command, Question } from "../../../engine/model/stop.ts";
import type { RunStatus } from "../panes/bars.ts";
import { dependencyLines } from "../text/dependency-lines.ts";
import { detailLines } from "../text/detail-lines.ts";
import type { Snapshot } from "../log/feed.ts";
import { layoutScreen, questionColumns } from "../panes/layout.ts";
import type { Layout } from "../panes/layout.ts";
import { lineColumns } from "../text/styled-line.ts";
import type { Line } from "../text/styled-line.ts";
import { helpLines, matchLines, panicLines, quitLines, statusLines } from "../panes/overlay-lines.ts";
import { evidenceHeight, questionLines } from "../text/question-lines.ts";
import { rowsOf, selectedRow } from "./rows.ts";
import type { IssueRow, Rows } from "./rows.ts";
import { runStatus } from "./run-status.ts";
import type { IssueTexts } from "./source.ts";
import type { Theme } from "../text/theme.ts";
import { typedFor } from "./view.ts";
import type { PaneName, View } from "./view.ts";
import { wrapLine, wrapLines } from "../text/wrap.ts";

export interface ScreenInputs {
  readonly snapshot: Snapshot;
  readonly columns: number;
  readonly rows: number;
  readonly texts: ReadonlyMap<IssueId, IssueTexts>;
  /** Whether the user asked the run to stop. */
  readonly stopping: boolean;
  readonly actions: ReadonlySet<string>;
  readonly theme: Theme;
  /** Whether this is a replay, whose questions the user cannot answer. */
  readonly watching: boolean;
}

export interface ScreenModel {
  readonly rows: Rows;
  readonly layout: Layout;
  readonly status: RunStatus;
  readonly selected: IssueRow | undefined;
  readonly asked: QuestionModel | undefined;
  /** Names of the screen actions that are available at the moment. */
  readonly actions: ReadonlySet<string>;
  /** Rows of the main pane, unless it shows a log. */
  readonly text: readonly Line[];
  readonly overlay: readonly Line[];
  /** The panes that tab cycles through, in its order. */
  readonly panes: readonly PaneName[];
}

export interface QuestionModel {
  readonly question: Question;
  readonly title: string;
  /** The answer that was given and is not saved yet. */
  readonly saving: Command | undefined;
  /** Number of unanswered questions after this one. */
  readonly behind: number;
  /** Wrapped rows. */
  readonly evidence: readonly Line[];
  /** Wrapped rows: each answer with what it does, or the brief ones if those do not fit. */
  readonly answers: readonly Line[];
  /** Wrapped rows: all answers without what they do. */
  readonly brief: readonly Line[];
}

/** Rows of evidence below which the descriptions of the answers are dropped. */
const MIN_EVIDENCE_ROWS = 2;

/** Rows that the borders of a pane take. */
const BORDERS = 2;
/** Columns that the borders of a pane and the space before its text take. */
const MARGINS = 3;

export function buildModel(view: View, inputs: ScreenInputs): ScreenModel {
  const {
    snapshot: { progress },
    columns,
    rows: height,
  } = inputs;
  const rows = rowsOf(progress);
  const selected = selectedRow(view, rows);
  const question = questionModel(view, inputs);
  const layout = layoutScreen({
    columns,
    rows: height,
    focus: view.focus,
    main: view.main,
    zoomed: view.zoomed,
    phases: rows.phases.length,
    question:
      question === undefined
        ? undefined
        : {
            whole: question.evidence.length + question.answers.length + 1 + BORDERS,
            brief: question.brief.length + 1 + BORDERS,
          },
    overlaid: view.overlay !== undefined,
  });
  const asked = question === undefined ? undefined : fitAnswers(question, layout);
  return {
    rows,
    layout,
    selected,
    asked,
    actions: availableActions(inputs, asked),
    status: runStatus(inputs.snapshot, inputs),
    text: textOf(view, inputs, rows, selected, layout),
    overlay: overlayOf(view, inputs, rows, layout),
    panes: panesOf(view, layout, asked !== undefined),
  };
}

/** Returns the first question without an answer, else the first one whose answer is being saved. */
export function questionOf({ answers }: View, questions: readonly Question[]): Question | undefined {
  return questions.find(({ id }) => answers[id] === undefined) ?? questions[0];
}

function questionModel(
  view: View,
  { snapshot: { progress }, columns, rows, theme: { glyphs }, watching }: ScreenInputs,
): QuestionModel | undefined {
  const question = questionOf(view, progress.questions);
  if (question === undefined) return undefined;
  const saving = view.answers[question.id];
  const lines = questionLines(
    question,
    progress,
    { letters: typedFor(view, question.id).letters, saving, watching },
    glyphs,
  );
  const columnsInside = questionColumns(columns, rows, view.zoomed) - MARGINS;
  return {
    question,
    saving,
    title: titleOf(question),
    behind: progress.questions.filter(({ id }) => id !== question.id && view.answers[id] === undefined).length,
    evidence: wrapLines(lines.evidence, columnsInside),
    answers: lines.answers.flatMap((line) => wrapLine(line, columnsInside, lineColumns(line.slice(0, -1)))),
    brief: wrapLine(lines.brief, columnsInside),
  };
}

/** Replaces the described answers with the brief ones if they would leave too few rows for evidence. */
function fitAnswers(asked: QuestionModel, { question }: Layout): QuestionModel {
  const evidenceRows = question === undefined ? 0 : evidenceHeight(question.height, asked.answers.length);
  return evidenceRows >= Math.min(MIN_EVIDENCE_ROWS, asked.evidence.length)
    ? asked
    : { ...asked, answers: asked.brief };
}

/**
 * Returns the available actions without `retryNow` if no rate limit is waited for, without `openFile` if the question
 * names no file, and without `openDiff` if the question offers `deny`, which has the same key.
 */
function availableActions(
  { actions, snapshot: { waiting } }: ScreenInputs,
  asked: QuestionModel | undefined,
): ReadonlySet<string> {
  const unavailable = [
    ...(waiting?.commands.includes("retry") === true ? [] : ["retryNow"]),
    ...(asked === undefined || placeIn(asked.question.stop) === undefined ? ["openFile"] : []),
    ...(asked?.question.commands.includes("deny") === true ? ["openDiff"] : []),
  ];
  return actions.difference(new Set(unavailable));
}

function titleOf({ issue, stop }: Question): string {
  const exhausted = isExhausted(stop) ? `, fix attempts exhausted (${stop.attempt?.of}/${stop.attempt?.of})` : "";
  return `${issue === undefined ? "" : `#${issue}  `}${headline(stop)}${exhausted}`;
}

function textOf(
  view: View,
  inputs: ScreenInputs,
  rows: Rows,
  selected: IssueRow | undefined,
  { main }: Layout,
): readonly Line[] {
  const {
    snapshot,
    texts,
    theme: { glyphs },
  } = inputs;
  if (main === undefined || selected === undefined) return [];
  switch (view.main) {
    case "details":
      return wrapLines(detailLines(selected, snapshot.progress, texts.get(selected.id), glyphs), main.width - MARGINS);
    case "dependencies":
      return wrapLines(dependencyLines(selected, rows, glyphs), main.width - MARGINS);
    case "log":
    case "run":
      return [];
  }
}

function overlayOf(
  { overlay: shown, matches, search }: View,
  { snapshot, actions, theme: { glyphs } }: ScreenInputs,
  rows: Rows,
  { overlay }: Layout,
): readonly Line[] {
  const columns = (overlay?.width ?? 0) - MARGINS;
  switch (shown) {
    case undefined:
      return [];
    case "help":
      return wrapLines(helpLines(actions, columns), columns);
    case "status":
      return wrapLines(statusLines(snapshot.progress, rows, glyphs), columns);
    case "matches":
      return matches === undefined ? [] : matchLines(matches, search.query);
    case "quit":
      return wrapLines(quitLines(), columns);
    case "panic":
      return wrapLines(panicLines(), columns);
  }
}

function panesOf({ main }: View, layout: Layout, asked: boolean): readonly PaneName[] {
  const question: readonly PaneName[] = asked ? ["question"] : [];
  if (layout.mode === "short") return ["phases", "issues", "log", "details", "dependencies", "run", ...question];
  return [...(layout.phases === undefined ? [] : ["phases" as const]), "issues", main, ...question];
}
