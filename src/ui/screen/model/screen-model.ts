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
import { fit, lineColumns } from "../text/styled-line.ts";
import type { Line } from "../text/styled-line.ts";
import { helpLines, matchLines, panicLines, quitLines, statusLines } from "../panes/overlay-lines.ts";
import { evidenceHeight, othersLine, questionLines } from "../text/question-lines.ts";
import { rowsOf, selectedRow } from "./rows.ts";
import type { IssueRow, Rows } from "./rows.ts";
import { runStatus } from "./run-status.ts";
import { questionOf, unanswered } from "./shown-question.ts";
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
  /** Place among the unanswered questions, oldest first: from 1, and their number. */
  readonly place: { readonly at: number; readonly of: number };
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
  const question = questionModel(view, inputs, rows);
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
    actions: availableActions(inputs, rows, asked),
    status: runStatus(inputs.snapshot, inputs),
    text: textOf(view, inputs, rows, selected, layout),
    overlay: overlayOf(view, inputs, rows, layout),
    panes: panesOf(view, layout, asked !== undefined),
  };
}

function questionModel(
  view: View,
  { snapshot: { progress }, columns, rows: height, theme: { glyphs }, watching }: ScreenInputs,
  rows: Rows,
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
  const columnsInside = questionColumns(columns, height, view.zoomed) - MARGINS;
  const open = unanswered(view.answers, progress.questions);
  const others = open.filter(({ id }) => id !== question.id);
  const also = rows.parallel && others.length > 0 ? [fit(othersLine(others, rows, glyphs), columnsInside, glyphs)] : [];
  return {
    question,
    saving,
    title: titleOf(question, rows),
    place: { at: Math.max(0, open.indexOf(question)) + 1, of: others.length + 1 },
    evidence: wrapLines(lines.evidence, columnsInside),
    answers: [
      ...lines.answers.flatMap((line) => wrapLine(line, columnsInside, lineColumns(line.slice(0, -1)))),
      ...also,
    ],
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
 * names no file, and without `openDiff` if the question offers `deny`, which has the same key. The actions that need no
 * caller are there where there are several issues or questions.
 */
function availableActions(
  { actions, snapshot: { waits } }: ScreenInputs,
  { parallel, questions }: Rows,
  asked: QuestionModel | undefined,
): ReadonlySet<string> {
  const available: ReadonlySet<string> = new Set([
    ...actions,
    ...(parallel ? ["all-issues"] : []),
    ...(parallel || questions.length > 1 ? ["other-questions"] : []),
  ]);
  const unavailable = [
    ...([...waits.values()].some(({ commands }) => commands.includes("retry")) ? [] : ["retryNow"]),
    ...(asked === undefined || placeIn(asked.question.stop) === undefined ? ["openFile"] : []),
    ...(asked?.question.commands.includes("deny") === true ? ["openDiff"] : []),
  ];
  return available.difference(new Set(unavailable));
}

/** Returns the title, which with several lanes ends with the title of the issue. */
export function titleOf({ issue, stop }: Question, { parallel, byId }: Rows): string {
  const exhausted = isExhausted(stop) ? `, fix attempts exhausted (${stop.attempt?.of}/${stop.attempt?.of})` : "";
  const row = issue === undefined || !parallel ? undefined : byId.get(issue);
  const of = row === undefined ? "" : ` · ${row.title}`;
  return `${issue === undefined ? "" : `#${issue}  `}${headline(stop)}${exhausted}${of}`;
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
      return wrapLines(
        detailLines(
          selected,
          snapshot.progress,
          texts.get(selected.id),
          rows.parallel ? snapshot.waits.get(selected.id) : undefined,
          glyphs,
        ),
        main.width - MARGINS,
      );
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
