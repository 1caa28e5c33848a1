// The view: what the user focused, selected, scrolled and typed.
import type { IssueId } from "../../../engine/model/plan.ts";
import type { Command } from "../../../engine/model/stop.ts";
import type { LogFilter } from "../log/log-filter.ts";
import type { Matches } from "./source.ts";
import { NOTHING_TYPED } from "../input/answer-typing.ts";
import type { TypedAnswer } from "../input/answer-typing.ts";

/** The panes that share the main area. */
const MAIN_PANES = ["log", "details", "dependencies", "run"] as const;
export type MainPane = (typeof MAIN_PANES)[number];
export type PaneName = "phases" | "issues" | MainPane | "question";
export type Overlay = "help" | "status" | "quit" | "panic" | "matches";
/** Panes and overlays that scroll by rows. */
export type ScrollArea = "details" | "dependencies" | "question" | "help" | "status" | "matches";

export interface View {
  readonly focus: PaneName;
  /** The focused pane before a question took the focus. */
  readonly focusBefore: PaneName | undefined;
  readonly main: MainPane;
  readonly zoomed: boolean;
  readonly overlay: Overlay | undefined;
  /** The selected issue; undefined follows the current one. */
  readonly selected: IssueId | undefined;
  /** Index of the first visible row of each scroll area. */
  readonly scroll: Readonly<Partial<Record<ScrollArea, number>>>;
  readonly log: LogView;
  readonly run: LogView;
  /** Whether the log shows the lines of all issues, and not those of the selected one only. */
  readonly allIssues: boolean;
  readonly filter: LogFilter;
  readonly wrap: boolean;
  readonly search: Search;
  /** The result of a search over a whole log, while it is shown. */
  readonly matches: Matches | undefined;
  readonly typed: TypedAnswer;
  /** The question at which the letters were typed. They do not count at another one. */
  readonly typedAtQuestion: string | undefined;
  /** When the last letter of an answer was typed, in ms by the screen's clock. */
  readonly typedAt: number;
  /** The question that the user stepped to; undefined shows the oldest one without an answer. */
  readonly question: string | undefined;
  /** Answers that were given at this screen, by question. */
  readonly answers: Readonly<Record<string, Command>>;
  /** One line about the last key press. The next key press clears it. */
  readonly message: string | undefined;
}

export interface LogView {
  /** Number of the line at the top; undefined follows the end of the log. */
  readonly anchor: number | undefined;
}

export interface Search {
  readonly editing: boolean;
  readonly query: string;
}

export const INITIAL_VIEW: View = {
  focus: "issues",
  main: "log",
  zoomed: false,
  overlay: undefined,
  selected: undefined,
  scroll: {},
  log: { anchor: undefined },
  run: { anchor: undefined },
  allIssues: false,
  filter: "all",
  wrap: true,
  search: { editing: false, query: "" },
  matches: undefined,
  typed: NOTHING_TYPED,
  typedAtQuestion: undefined,
  typedAt: 0,
  focusBefore: undefined,
  question: undefined,
  answers: {},
  message: undefined,
};

export function isMainPane(pane: PaneName): pane is MainPane {
  return MAIN_PANES.some((main) => main === pane);
}

/** Focuses a pane and closes the overlay. A main pane is also shown in the main area. */
export function focusPane(view: View, pane: PaneName): View {
  return isMainPane(pane)
    ? { ...view, focus: pane, main: pane, overlay: undefined }
    : { ...view, focus: pane, overlay: undefined };
}

/**
 * Focuses the question when another one is shown, and the previous pane again when no question is left. While other
 * issues go on, a question does not take the focus from somebody who reads or searches a log.
 */
export function withQuestionFocus(view: View, asked: boolean, parallel: boolean): View {
  if (!asked)
    return view.focus === "question" ? { ...view, focus: view.focusBefore ?? "issues", focusBefore: undefined } : view;
  const fresh: View = { ...view, scroll: { ...view.scroll, question: 0 } };
  return view.focus === "question" || (parallel && isReading(view))
    ? fresh
    : { ...fresh, focus: "question", focusBefore: view.focus };
}

/** Returns whether the user scrolled away from the end of the focused log, or is typing a search. */
function isReading({ focus, search, log, run }: View): boolean {
  if (search.editing) return true;
  return (focus === "log" && log.anchor !== undefined) || (focus === "run" && run.anchor !== undefined);
}

/** Returns what was typed at this question. */
export function typedFor(view: View, question: string): TypedAnswer {
  return view.typedAtQuestion === question ? view.typed : NOTHING_TYPED;
}
