// The type of a key binding and the actions that keys can be bound to.
import type { ScreenActions } from "../model/source.ts";
import type { PaneName } from "../model/view.ts";

export type Action =
  | "down"
  | "up"
  | "page-down"
  | "page-up"
  | "top"
  | "bottom"
  | "left"
  | "right"
  | "next-pane"
  | "previous-pane"
  | "phases"
  | "issues"
  | "log"
  | "details"
  | "dependencies"
  | "run"
  | "question"
  | "next-question"
  | "previous-question"
  | "all-issues"
  | "open"
  | "back"
  | "current"
  | "zoom"
  | "search"
  | "next-match"
  | "previous-match"
  | "filter"
  | "wrap"
  | "search-all"
  | "save"
  | "edit"
  | "diff"
  | "browse"
  | "copy"
  | "status"
  | "help"
  | "quit"
  | "suspend"
  | "interrupt"
  | "panic"
  | "retry-now"
  | "more-lanes"
  | "fewer-lanes"
  | "faster"
  | "slower"
  | "pause";

/** The headings of the help page, in its order. */
export const BINDING_GROUPS = ["Move", "Panes", "Look", "Do"] as const;

export interface Binding {
  readonly action: Action;
  /** Key names as `strokesOf` returns them. The key bar shows the first one. */
  readonly strokes: readonly string[];
  /** One or two words, for the key bar. */
  readonly label: string;
  /** A phrase for the help page. */
  readonly help: string;
  readonly group: (typeof BINDING_GROUPS)[number];
  /** The panes in which the key works; every pane if absent. */
  readonly panes?: readonly PaneName[];
  /**
   * The screen action that the key calls, or what there has to be several of; the key is not offered where that is
   * unavailable.
   */
  readonly needs?: keyof ScreenActions | "all-issues" | "other-questions";
  /** Position in the key bar, lowest first; the key bar leaves the key out if absent. */
  readonly bar?: number;
}
