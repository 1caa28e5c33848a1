// The whole screen as data: made of what is known and of what is looked at, drawn by components that decide nothing.
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
import { lineColumns } from "../text/line.ts";
import type { Line } from "../text/line.ts";
import { helpLines, matchLines, panicLines, quitLines, statusLines } from "../panes/overlay-lines.ts";
import { evidenceHeight, questionLines } from "../text/question-lines.ts";
import { rowsOf } from "./rows.ts";
import type { IssueRow, Rows } from "./rows.ts";
import { runStatus } from "./run-status.ts";
import type { IssueTexts } from "./source.ts";
import type { Theme } from "../text/theme.ts";
import { typedAt } from "./view.ts";
import type { PaneName, View } from "./view.ts";
import { selectedRow } from "../input/world.ts";
import { wrapLine, wrapLines } from "../text/wrap.ts";

export interface Inputs {
  readonly snapshot: Snapshot;
  readonly columns: number;
  readonly rows: number;
  readonly texts: ReadonlyMap<IssueId, IssueTexts>;
  /** The user asked the run to stop. */
  readonly stopping: boolean;
  readonly actions: ReadonlySet<string>;
  readonly theme: Theme;
  /** Nobody is asked here: a replay. */
  readonly watching: boolean;
}

export interface Model {
  readonly rows: Rows;
  readonly layout: Layout;
  readonly status: RunStatus;
  readonly selected: IssueRow | undefined;
  readonly asked: AskedModel | undefined;
  /** What can be asked for just now. */
  readonly actions: ReadonlySet<string>;
  /** Rows of the large pane where it is not a log. */
  readonly text: readonly Line[];
  readonly overlay: readonly Line[];
  /** The panes there are, in the order tab goes through them. */
  readonly panes: readonly PaneName[];
}

export interface AskedModel {
  readonly question: Question;
  readonly title: string;
  readonly saving: Command | undefined;
  readonly behind: number;
  readonly evidence: readonly Line[];
  readonly answers: readonly Line[];
  readonly brief: readonly Line[];
}

/** Rows of evidence worth more than what each answer does. */
const LEAST_EVIDENCE = 2;

/** Columns and rows of a pane that are not its content: borders, and a space before the text. */
const BORDERS = 2;
const MARGINS = 3;

export function buildModel(view: View, inputs: Inputs): Model {
  const {
    snapshot: { progress },
    columns,
    rows: height,
  } = inputs;
  const rows = rowsOf(progress);
  const selected = selectedRow(view, rows);
  const question = askedModel(view, inputs);
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
  const asked = question === undefined ? undefined : fitted(question, layout);
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

/** The first question without an answer, else the first whose answer is being saved. */
export function questionOf({ answers }: View, questions: readonly Question[]): Question | undefined {
  return questions.find(({ id }) => answers[id] === undefined) ?? questions[0];
}

function askedModel(
  view: View,
  { snapshot: { progress }, columns, rows, theme: { glyphs }, watching }: Inputs,
): AskedModel | undefined {
  const question = questionOf(view, progress.questions);
  if (question === undefined) return undefined;
  const saving = view.answers[question.id];
  const lines = questionLines(
    question,
    progress,
    { letters: typedAt(view, question.id).letters, saving, watching },
    glyphs,
  );
  const inside = questionColumns(columns, rows, view.zoomed) - MARGINS;
  return {
    question,
    saving,
    title: titleOf(question),
    behind: progress.questions.filter(({ id }) => id !== question.id && view.answers[id] === undefined).length,
    evidence: wrapLines(lines.evidence, inside),
    answers: lines.answers.flatMap((line) => wrapLine(line, inside, lineColumns(line.slice(0, -1)))),
    brief: wrapLine(lines.brief, inside),
  };
}

/** The answers as fully as they fit below some evidence. */
function fitted(asked: AskedModel, { question }: Layout): AskedModel {
  const room = question === undefined ? 0 : evidenceHeight(question.height, asked.answers.length);
  return room >= Math.min(LEAST_EVIDENCE, asked.evidence.length) ? asked : { ...asked, answers: asked.brief };
}

/**
 * A limit's wait can be ended while there is one, a file be opened where the question names one; and the key of the diff is
 * that of `deny`, where that is on offer.
 */
function availableActions(
  { actions, snapshot: { waiting } }: Inputs,
  asked: AskedModel | undefined,
): ReadonlySet<string> {
  const without = [
    ...(waiting?.commands.includes("retry") === true ? [] : ["retryNow"]),
    ...(asked === undefined || placeIn(asked.question.stop) === undefined ? ["openFile"] : []),
    ...(asked?.question.commands.includes("deny") === true ? ["openDiff"] : []),
  ];
  return actions.difference(new Set(without));
}

function titleOf({ issue, stop }: Question): string {
  const exhausted = isExhausted(stop) ? `, fix attempts exhausted (${stop.attempt?.of}/${stop.attempt?.of})` : "";
  return `${issue === undefined ? "" : `#${issue}  `}${headline(stop)}${exhausted}`;
}

function textOf(
  view: View,
  inputs: Inputs,
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
  { snapshot, actions, theme: { glyphs } }: Inputs,
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
