// Every key of the screen, once: the handlers, the key bar, the `?` page and the documentation all read this table.
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
  | "faster"
  | "slower"
  | "pause";

export interface Binding {
  readonly action: Action;
  /** As `strokeOf` names them; the first is the one that is shown. */
  readonly strokes: readonly string[];
  /** A word for the key bar. */
  readonly label: string;
  /** A sentence for the help page. */
  readonly help: string;
  readonly group: "Move" | "Panes" | "Look" | "Do";
  /** The panes it works in; everywhere without. */
  readonly panes?: readonly PaneName[];
  /** The action it needs; without it the key is not offered. */
  readonly needs?: keyof ScreenActions;
  /** Place in the key bar, lowest first; not shown there without. */
  readonly bar?: number;
}

const LOGS: readonly PaneName[] = ["log", "run"];
const LISTS: readonly PaneName[] = ["phases", "issues"];

// No letter that begins a command (a c f p r s) is bound, but d: a question that offers `deny` is heard before the panes, and has
// no diff yet. So at a question a key can never mean two things.
export const KEYS: readonly Binding[] = [
  { action: "down", strokes: ["j", "down"], label: "down", help: "One line or issue down", group: "Move" },
  { action: "up", strokes: ["k", "up"], label: "up", help: "One line or issue up", group: "Move" },
  { action: "page-down", strokes: ["ctrl-d", "pagedown"], label: "page down", help: "Half a page down", group: "Move" },
  { action: "page-up", strokes: ["ctrl-u", "pageup"], label: "page up", help: "Half a page up", group: "Move" },
  { action: "top", strokes: ["g", "home"], label: "top", help: "To the beginning", group: "Move" },
  {
    action: "bottom",
    strokes: ["G", "end"],
    label: "end",
    help: "To the end; a log follows again",
    group: "Move",
    panes: [...LOGS],
    bar: 4,
  },
  {
    action: "bottom",
    strokes: ["G", "end"],
    label: "end",
    help: "To the end",
    group: "Move",
    panes: ["phases", "issues", "details", "dependencies", "question"],
  },
  {
    action: "current",
    strokes: ["space"],
    label: "current",
    help: "Follow the issue that is being worked on",
    group: "Move",
    bar: 12,
  },
  { action: "phases", strokes: ["1"], label: "phases", help: "Phases", group: "Panes" },
  { action: "issues", strokes: ["2"], label: "issues", help: "Issues", group: "Panes" },
  { action: "log", strokes: ["3"], label: "log", help: "Log of the selected issue", group: "Panes" },
  { action: "details", strokes: ["4"], label: "details", help: "Details of the selected issue", group: "Panes" },
  {
    action: "dependencies",
    strokes: ["5"],
    label: "dependencies",
    help: "What it needs, and what needs it",
    group: "Panes",
  },
  { action: "run", strokes: ["6"], label: "run", help: "Log of the run itself", group: "Panes" },
  {
    action: "question",
    strokes: ["0"],
    label: "question",
    help: "The question, to scroll its evidence",
    group: "Panes",
  },
  { action: "next-pane", strokes: ["tab"], label: "next pane", help: "Next pane", group: "Panes", bar: 6 },
  { action: "previous-pane", strokes: ["shift-tab"], label: "previous pane", help: "Previous pane", group: "Panes" },
  { action: "right", strokes: ["l", "right"], label: "right", help: "Pane to the right", group: "Panes" },
  { action: "left", strokes: ["h", "left"], label: "left", help: "Pane to the left", group: "Panes" },
  {
    action: "open",
    strokes: ["enter"],
    label: "details",
    help: "Details of the selected issue",
    group: "Look",
    panes: LISTS,
    bar: 1,
  },
  {
    action: "back",
    strokes: ["esc"],
    label: "back",
    help: "Back: closes what is in front, clears what was typed",
    group: "Look",
  },
  {
    action: "zoom",
    strokes: ["z"],
    label: "zoom",
    help: "The pane alone on the screen, and back",
    group: "Look",
    bar: 11,
  },
  {
    action: "search",
    strokes: ["/"],
    label: "search",
    help: "Search titles or log lines",
    group: "Look",
    panes: [...LISTS, ...LOGS],
    bar: 3,
  },
  {
    action: "next-match",
    strokes: ["n"],
    label: "next",
    help: "Next match",
    group: "Look",
    panes: [...LISTS, ...LOGS],
  },
  {
    action: "previous-match",
    strokes: ["N"],
    label: "previous",
    help: "Previous match",
    group: "Look",
    panes: [...LISTS, ...LOGS],
  },
  {
    action: "search-all",
    strokes: ["*"],
    label: "search all",
    help: "Search the whole log, from its first line on",
    group: "Look",
    panes: LOGS,
    needs: "searchLog",
  },
  {
    action: "filter",
    strokes: ["v"],
    label: "filter",
    help: "Show all lines, or only the agent's, its tools', the checks', the program's",
    group: "Look",
    panes: LOGS,
    bar: 2,
  },
  {
    action: "wrap",
    strokes: ["w"],
    label: "wrap",
    help: "Wrap long lines, or cut them",
    group: "Look",
    panes: LOGS,
    bar: 5,
  },
  {
    action: "edit",
    strokes: ["e"],
    label: "edit",
    help: "Open the file in question in your editor",
    group: "Do",
    panes: ["question"],
    needs: "openFile",
    bar: 1,
  },
  {
    action: "edit",
    strokes: ["e"],
    label: "edit",
    help: "Open the file in question in your editor",
    group: "Do",
    panes: [...LISTS, ...LOGS, "details", "dependencies"],
    needs: "openFile",
  },
  {
    action: "diff",
    strokes: ["d"],
    label: "diff",
    help: "Show the issue's diff in your pager",
    group: "Do",
    needs: "openDiff",
    bar: 9,
  },
  {
    action: "browse",
    strokes: ["o"],
    label: "open PR",
    help: "Open the pull request in your browser",
    group: "Do",
    needs: "openLink",
    bar: 10,
  },
  {
    action: "pause",
    strokes: ["P"],
    label: "pause",
    help: "Pause the replay, and play on",
    group: "Do",
    needs: "pace",
    bar: 1,
  },
  {
    action: "faster",
    strokes: ["+", "="],
    label: "faster",
    help: "Play the replay twice as fast",
    group: "Do",
    needs: "pace",
    bar: 1,
  },
  {
    action: "slower",
    strokes: ["-"],
    label: "slower",
    help: "Play the replay half as fast",
    group: "Do",
    needs: "pace",
    bar: 1,
  },
  {
    action: "retry-now",
    strokes: ["R"],
    label: "retry now",
    help: "End a wait for a rate limit, and try again at once",
    group: "Do",
    needs: "retryNow",
    bar: 1,
  },
  {
    action: "copy",
    strokes: ["y"],
    label: "copy",
    help: "Copy the lines in sight",
    group: "Do",
    panes: LOGS,
    needs: "copy",
  },
  {
    action: "save",
    strokes: ["S"],
    label: "save",
    help: "Save the whole log to a file in your home",
    group: "Do",
    panes: LOGS,
    needs: "saveLog",
  },
  { action: "status", strokes: ["i"], label: "status", help: "The state of the milestone", group: "Do", bar: 8 },
  { action: "help", strokes: ["?"], label: "help", help: "This page", group: "Do", bar: 0 },
  {
    action: "quit",
    strokes: ["q"],
    label: "quit",
    help: "Stop the run after its step; asked first",
    group: "Do",
    bar: 7,
  },
  {
    action: "suspend",
    strokes: ["ctrl-z"],
    label: "suspend",
    help: "To the shell and back with `fg`",
    group: "Do",
    needs: "suspend",
  },
  {
    action: "interrupt",
    strokes: ["ctrl-c"],
    label: "stop",
    help: "Stop after the present step; once more: at once",
    group: "Do",
  },
  {
    action: "panic",
    strokes: ["!"],
    label: "panic",
    help: "Stop everything at once, agents included; asked first",
    group: "Do",
    needs: "panic",
  },
];

/** What a key means in a pane, given what can be done here. */
export function actionFor(stroke: string, pane: PaneName, actions: ReadonlySet<string>): Action | undefined {
  return KEYS.find((binding) => binding.strokes.includes(stroke) && works(binding, pane, actions))?.action;
}

/** What the key bar offers in a pane, the most wanted first. */
export function barFor(pane: PaneName, actions: ReadonlySet<string>): readonly Binding[] {
  return KEYS.filter((binding) => binding.bar !== undefined && works(binding, pane, actions)).sort(
    (a, b) => (a.bar ?? 0) - (b.bar ?? 0),
  );
}

function works({ panes, needs }: Binding, pane: PaneName, actions: ReadonlySet<string>): boolean {
  return (panes === undefined || panes.includes(pane)) && (needs === undefined || actions.has(needs));
}
