// Where everything stands, as a pure function of the terminal's size and of what is being looked at.
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
  /** The pane in the large place. */
  readonly main: MainPane;
  readonly zoomed: boolean;
  /** Phases in the plan, for the height of their pane. */
  readonly phases: number;
  /** Rows the question would like, and what it can do with, borders included; undefined where nothing is asked. */
  readonly question: { readonly whole: number; readonly brief: number } | undefined;
  /** Something stands in front of the panes (help, status). */
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

export const LEAST = { columns: 40, rows: 8 };
const WIDE = 120;
const NARROW = 80;
const SHORT = 24;
/** A pane with fewer rows, borders included, says nothing. */
const LEAST_PANE = 4;

const NOTHING: Omit<Layout, "mode"> = {
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
  if (columns < LEAST.columns || rows < LEAST.rows) return "tiny";
  if (rows < SHORT) return "short";
  if (columns < NARROW) return "narrow";
  return columns < WIDE ? "normal" : "wide";
}

/** How wide the question is: below the large pane on a wide screen, else the whole width. */
export function questionColumns(columns: number, rows: number, zoomed: boolean): number {
  return modeFor(columns, rows) === "wide" && !zoomed ? columns - leftColumns(columns) : columns;
}

/** Rectangles that never overlap and never leave the terminal. Header, status and keys are always there, tiny apart. */
export function layoutScreen(input: LayoutInput): Layout {
  const { columns, rows } = input;
  const mode = modeFor(columns, rows);
  if (mode === "tiny") return { ...NOTHING, mode };
  const bars = {
    header: { left: 0, top: 0, width: columns, height: 1 },
    status: { left: 0, top: rows - 2, width: columns, height: 1 },
    keys: { left: 0, top: rows - 1, width: columns, height: 1 },
  };
  const body = { left: 0, top: 1, width: columns, height: rows - 3 };
  if (mode === "short") return { ...NOTHING, ...bars, mode, ...onePane(input, body) };
  return { ...NOTHING, ...bars, mode, ...manyPanes(input, mode, body) };
}

function onePane({ focus, overlaid, columns }: LayoutInput, body: Rect): Partial<Layout> {
  const pane = { ...body, top: body.top + 1, height: body.height - 1 };
  const tabs = { left: 0, top: body.top, width: columns, height: 1 };
  return overlaid ? { tabs, overlay: pane } : { tabs, [placeOf(focus)]: pane };
}

function manyPanes(input: LayoutInput, mode: "wide" | "normal" | "narrow", body: Rect): Partial<Layout> {
  const { question: wanted, focus, main, zoomed, overlaid } = input;
  // Whoever calls for help or the status wants to read that.
  const asked =
    wanted === undefined
      ? 0
      : Math.min(overlaid && mode !== "wide" ? wanted.brief : wanted.whole, body.height - leastAbove(mode));
  const panes = { ...body, height: body.height - asked };
  const question = asked === 0 ? undefined : { ...body, top: body.top + panes.height, height: asked };
  if (mode === "wide" && !zoomed) return wide(input, body, asked);
  if (overlaid) return { overlay: panes, question };
  if (zoomed) return { [placeOf(focus === "question" ? main : focus)]: panes, question };
  if (mode === "narrow") return { ...stacked(input, panes), question };
  return { ...sideBySide(input, panes, leftColumns(body.width)), question };
}

/** On a wide screen the question and what stands in front leave the lists in sight. */
function wide(input: LayoutInput, body: Rect, asked: number): Partial<Layout> {
  const left = leftColumns(body.width);
  const { main: whole, ...lists } = sideBySide(input, body, left);
  const main = { ...whole, height: whole.height - asked };
  const question = asked === 0 ? undefined : { ...main, top: main.top + main.height, height: asked };
  return input.overlaid ? { ...lists, overlay: main, question } : { ...lists, main, question };
}

function sideBySide({ phases }: LayoutInput, body: Rect, left: number): Partial<Layout> & { readonly main: Rect } {
  const phaseRows = Math.min(phases + 2, Math.max(LEAST_PANE, Math.floor(body.height / 3)));
  const roomForPhases = phases > 0 && body.height - phaseRows >= LEAST_PANE + 2;
  const taken = roomForPhases ? phaseRows : 0;
  return {
    phases: roomForPhases ? { ...body, width: left, height: phaseRows } : undefined,
    issues: { ...body, top: body.top + taken, width: left, height: body.height - taken },
    main: { ...body, left, width: body.width - left },
  };
}

function stacked({ phases }: LayoutInput, body: Rect): Partial<Layout> {
  const phaseRows = Math.min(phases + 2, Math.floor(body.height / 4));
  const taken = phases > 0 && phaseRows >= 3 && body.height >= 18 ? phaseRows : 0;
  const issueRows = Math.max(LEAST_PANE, Math.floor((body.height - taken) * 0.45));
  const mainTop = body.top + taken + issueRows;
  return {
    phases: taken === 0 ? undefined : { ...body, height: taken },
    issues: { ...body, top: body.top + taken, height: issueRows },
    main: { ...body, top: mainTop, height: body.height - taken - issueRows },
  };
}

function leastAbove(mode: Mode): number {
  return mode === "narrow" ? 2 * LEAST_PANE : LEAST_PANE + 1;
}

/** A third for the lists, more where a third could not hold a title. */
function leftColumns(columns: number): number {
  return Math.min(Math.max(Math.floor(columns * 0.38), 36), 72);
}

function placeOf(pane: PaneName): "phases" | "issues" | "main" | "question" {
  return pane === "phases" || pane === "issues" || pane === "question" ? pane : "main";
}
