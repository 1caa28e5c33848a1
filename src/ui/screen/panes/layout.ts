// Computes the rectangles of all parts of the screen from the size of the terminal and the view.
import type { MainPane, PaneName } from "../model/view.ts";

export type Mode = "wide" | "normal" | "narrow" | "short" | "tiny";

export interface Rect {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface LayoutInput {
  readonly columns: number;
  readonly rows: number;
  readonly focus: PaneName;
  /** The pane in the main area. */
  readonly main: MainPane;
  readonly zoomed: boolean;
  /** Number of phases in the plan, for the height of their pane. */
  readonly phases: number;
  /** Rows of the whole question and of its brief form, borders included; undefined if there is no question. */
  readonly question: { readonly whole: number; readonly brief: number } | undefined;
  /** Whether an overlay such as the help or the status is in front of the panes. */
  readonly overlaid: boolean;
}

export interface Layout {
  readonly mode: Mode;
  readonly header: Rect | undefined;
  readonly tabs: Rect | undefined;
  readonly phases: Rect | undefined;
  readonly issues: Rect | undefined;
  readonly main: Rect | undefined;
  readonly overlay: Rect | undefined;
  readonly question: Rect | undefined;
  readonly status: Rect | undefined;
  readonly keys: Rect | undefined;
}

/** The smallest terminal that is not tiny. */
export const MIN_SIZE = { columns: 40, rows: 8 };
/** Least columns of a wide screen. */
const WIDE = 120;
/** Columns below which a screen is narrow. */
const NARROW = 80;
/** Rows below which a screen is short. */
const SHORT = 24;
/** Least rows of a pane, borders included. */
const MIN_PANE_ROWS = 4;

const EMPTY_LAYOUT: Omit<Layout, "mode"> = {
  header: undefined,
  tabs: undefined,
  phases: undefined,
  issues: undefined,
  main: undefined,
  overlay: undefined,
  question: undefined,
  status: undefined,
  keys: undefined,
};

export function modeFor(columns: number, rows: number): Mode {
  if (columns < MIN_SIZE.columns || rows < MIN_SIZE.rows) return "tiny";
  if (rows < SHORT) return "short";
  if (columns < NARROW) return "narrow";
  return columns < WIDE ? "normal" : "wide";
}

/** Returns the columns of the question pane: those of the main area on a wide screen, else all. */
export function questionColumns(columns: number, rows: number, zoomed: boolean): number {
  return modeFor(columns, rows) === "wide" && !zoomed ? columns - leftColumns(columns) : columns;
}

/**
 * Returns rectangles that lie inside the terminal and do not overlap. Every mode except `tiny` has a header, a status
 * line and a key bar.
 */
export function layoutScreen(input: LayoutInput): Layout {
  const { columns, rows } = input;
  const mode = modeFor(columns, rows);
  if (mode === "tiny") return { ...EMPTY_LAYOUT, mode };
  const bars = {
    header: { left: 0, top: 0, width: columns, height: 1 },
    status: { left: 0, top: rows - 2, width: columns, height: 1 },
    keys: { left: 0, top: rows - 1, width: columns, height: 1 },
  };
  const body = { left: 0, top: 1, width: columns, height: rows - 3 };
  if (mode === "short") return { ...EMPTY_LAYOUT, ...bars, mode, ...onePane(input, body) };
  return { ...EMPTY_LAYOUT, ...bars, mode, ...manyPanes(input, mode, body) };
}

function onePane({ focus, overlaid, columns }: LayoutInput, body: Rect): Partial<Layout> {
  const pane = { ...body, top: body.top + 1, height: body.height - 1 };
  const tabs = { left: 0, top: body.top, width: columns, height: 1 };
  return overlaid ? { tabs, overlay: pane } : { tabs, [areaOf(focus)]: pane };
}

function manyPanes(input: LayoutInput, mode: "wide" | "normal" | "narrow", body: Rect): Partial<Layout> {
  const { question: wanted, focus, main, zoomed, overlaid } = input;
  // The overlay was opened to be read, so it gets the rows that the whole question would take.
  const asked =
    wanted === undefined
      ? 0
      : Math.min(overlaid && mode !== "wide" ? wanted.brief : wanted.whole, body.height - leastAbove(mode));
  const panes = { ...body, height: body.height - asked };
  const question = asked === 0 ? undefined : { ...body, top: body.top + panes.height, height: asked };
  if (mode === "wide" && !zoomed) return wide(input, body, asked);
  if (overlaid) return { overlay: panes, question };
  if (zoomed) return { [areaOf(focus === "question" ? main : focus)]: panes, question };
  if (mode === "narrow") return { ...stacked(input, panes), question };
  return { ...sideBySide(input, panes, leftColumns(body.width)), question };
}

/** On a wide screen the question and the overlay take only the main area, so that the lists stay visible. */
function wide(input: LayoutInput, body: Rect, asked: number): Partial<Layout> {
  const left = leftColumns(body.width);
  const { main: whole, ...lists } = sideBySide(input, body, left);
  const main = { ...whole, height: whole.height - asked };
  const question = asked === 0 ? undefined : { ...main, top: main.top + main.height, height: asked };
  return input.overlaid ? { ...lists, overlay: main, question } : { ...lists, main, question };
}

function sideBySide({ phases }: LayoutInput, body: Rect, left: number): Partial<Layout> & { readonly main: Rect } {
  const phaseRows = Math.min(phases + 2, Math.max(MIN_PANE_ROWS, Math.floor(body.height / 3)));
  const phasesFit = phases > 0 && body.height - phaseRows >= MIN_PANE_ROWS + 2;
  const aboveIssues = phasesFit ? phaseRows : 0;
  return {
    phases: phasesFit ? { ...body, width: left, height: phaseRows } : undefined,
    issues: { ...body, top: body.top + aboveIssues, width: left, height: body.height - aboveIssues },
    main: { ...body, left, width: body.width - left },
  };
}

function stacked({ phases }: LayoutInput, body: Rect): Partial<Layout> {
  const phaseRows = Math.min(phases + 2, Math.floor(body.height / 4));
  const aboveIssues = phases > 0 && phaseRows >= 3 && body.height >= 18 ? phaseRows : 0;
  const issueRows = Math.max(MIN_PANE_ROWS, Math.floor((body.height - aboveIssues) * 0.45));
  const mainTop = body.top + aboveIssues + issueRows;
  return {
    phases: aboveIssues === 0 ? undefined : { ...body, height: aboveIssues },
    issues: { ...body, top: body.top + aboveIssues, height: issueRows },
    main: { ...body, top: mainTop, height: body.height - aboveIssues - issueRows },
  };
}

function leastAbove(mode: Mode): number {
  return mode === "narrow" ? 2 * MIN_PANE_ROWS : MIN_PANE_ROWS + 1;
}

/** Returns the columns of the lists: a good third of the screen, within limits. */
function leftColumns(columns: number): number {
  return Math.min(Math.max(Math.floor(columns * 0.38), 36), 72);
}

function areaOf(pane: PaneName): "phases" | "issues" | "main" | "question" {
  return pane === "phases" || pane === "issues" || pane === "question" ? pane : "main";
}
