// What the person at the screen has made of it: where they look, what they selected, how far they scrolled.
import type { IssueId } from "../../../engine/model/plan.ts";
import type { Command } from "../../../engine/model/stop.ts";
import type { LogFilter } from "../log/log-filter.ts";
import type { Matches } from "./source.ts";
import { NOTHING_TYPED } from "../input/typing.ts";
import type { Typed } from "../input/typing.ts";

/** Panes that share the large place. */
export const MAIN_PANES = ["log", "details", "dependencies", "run"] as const;
export type MainPane = (typeof MAIN_PANES)[number];
export type PaneName = "phases" | "issues" | MainPane | "question";
export type Overlay = "help" | "status" | "quit" | "panic" | "matches";
/** Whatever scrolls by rows. */
export type Scrolled = "details" | "dependencies" | "question" | "help" | "status" | "matches";

export interface View {
  readonly focus: PaneName;
  /** Where one was when a question took the focus. */
  readonly focusBefore: PaneName | undefined;
  readonly main: MainPane;
  readonly zoomed: boolean;
  readonly overlay: Overlay | undefined;
  /** Undefined follows whatever issue is being worked on. */
  readonly selected: IssueId | undefined;
  /** First row shown. */
  readonly scroll: Readonly<Partial<Record<Scrolled, number>>>;
  readonly log: LogView;
  readonly run: LogView;
  readonly filter: LogFilter;
  readonly wrap: boolean;
  readonly search: Search;
  /** What a search over a whole log found, while it is in front. */
  readonly matches: Matches | undefined;
  readonly typed: Typed;
  /** The question the letters were typed at; at another one they mean nothing. */
  readonly typedAtQuestion: string | undefined;
  /** When the last letter of an answer was typed, in the screen's own milliseconds. */
  readonly typedAt: number;
  /** Answers given and not yet seen on the disk, by question. */
  readonly answers: Readonly<Record<string, Command>>;
  /** One line about the last key; the next key clears it. */
  readonly message: string | undefined;
}

/** `undefined` follows the end; otherwise the number of the line at the top. */
export interface LogView {
  readonly anchor: number | undefined;
}

export interface Search {
  readonly editing: boolean;
  readonly query: string;
}

export const FIRST_VIEW: View = {
  focus: "issues",
  main: "log",
  zoomed: false,
  overlay: undefined,
  selected: undefined,
  scroll: {},
  log: { anchor: undefined },
  run: { anchor: undefined },
  filter: "all",
  wrap: true,
  search: { editing: false, query: "" },
  matches: undefined,
  typed: NOTHING_TYPED,
  typedAtQuestion: undefined,
  typedAt: 0,
  focusBefore: undefined,
  answers: {},
  message: undefined,
};

export function isMainPane(pane: PaneName): pane is MainPane {
  return MAIN_PANES.some((main) => main === pane);
}

/** Looks at a pane; one of the main panes takes the large place. */
export function lookAt(view: View, pane: PaneName): View {
  return isMainPane(pane)
    ? { ...view, focus: pane, main: pane, overlay: undefined }
    : { ...view, focus: pane, overlay: undefined };
}

/** A question takes the focus when it comes, and gives it back when none is left. */
export function withQuestion(view: View, asked: boolean): View {
  if (!asked)
    return view.focus === "question" ? { ...view, focus: view.focusBefore ?? "issues", focusBefore: undefined } : view;
  const fresh: View = { ...view, scroll: { ...view.scroll, question: 0 } };
  return view.focus === "question" ? fresh : { ...fresh, focus: "question", focusBefore: view.focus };
}

/** What was typed at this question. */
export function typedAt(view: View, question: string): Typed {
  return view.typedAtQuestion === question ? view.typed : NOTHING_TYPED;
}
