// Handles one key press as a pure function: it returns the next view and, if needed, an effect outside the view. A key
// goes to the first of these that takes it: ctrl-c, the confirmation of quit or panic, the search being typed, the
// question, the page in front, the focused pane.
import type { IssueId } from "../../../engine/model/plan.ts";
import type { Question } from "../../../engine/model/stop.ts";
import { nextFilter } from "../log/log-filter.ts";
import { logWindow } from "../log/log-view.ts";
import { selectedRow, showsAllIssues } from "../model/rows.ts";
import { neighbor } from "../model/shown-question.ts";
import { focusPane, isMainPane, typedFor } from "../model/view.ts";
import type { PaneName, View } from "../model/view.ts";
import { beginsCommand, consumeRest, NOTHING_TYPED, typeEnter, typeLetter } from "./answer-typing.ts";
import type { TypingResult } from "./answer-typing.ts";
import type { Action } from "./binding.ts";
import type { Effect } from "./effect.ts";
import type { KeyContext } from "./key-context.ts";
import { actionFor } from "./keymap.ts";
import { goToMatch, moveBy, moveToEnd } from "./navigation.ts";

export interface KeyResult {
  readonly view: View;
  readonly effect?: Effect | undefined;
}

/** The keys that confirm quitting and panicking. */
const CONFIRM_KEYS = { quit: "y", panic: "!" } as const;

const ONE_LOG = "Each issue has a file of its own: A shows the log of the selected one.";

/** A letter that continues an answer already given is ignored if it follows the last letter within this time, in ms. */
const REST_OF_WORD_MS = 1_500;

/**
 * Handles one key press.
 * @param stroke a key name as `strokesOf` returns it
 */
export function handleKey(stroke: string, before: View, context: KeyContext): KeyResult {
  const view = { ...before, message: undefined };
  if (stroke === "ctrl-c") return { view, effect: context.over ? { type: "close" } : { type: "interrupt" } };
  if (context.tiny) return { view };
  if (view.overlay === "quit" || view.overlay === "panic") return confirmLeaving(stroke, view, view.overlay);
  if (view.search.editing) return { view: typeSearch(stroke, view, context) };
  const rest = context.now - view.typedAt < REST_OF_WORD_MS ? consumeRest(view.typed, stroke) : undefined;
  if (rest !== undefined) return { view: { ...view, typed: rest, typedAt: context.now } };
  return (
    answerQuestion(stroke, view, context) ?? perform(actionFor(stroke, view.focus, context.actions), view, context)
  );
}

function confirmLeaving(stroke: string, view: View, way: "quit" | "panic"): KeyResult {
  const closed = { ...view, overlay: undefined };
  if (stroke !== CONFIRM_KEYS[way]) return { view: closed };
  return { view: closed, effect: { type: way === "quit" ? "interrupt" : "panic" } };
}

function typeSearch(stroke: string, view: View, context: KeyContext): View {
  const { query } = view.search;
  const edit = (text: string): View => ({ ...view, search: { editing: true, query: text } });
  switch (stroke) {
    case "esc":
      return { ...view, search: { editing: false, query: "" } };
    case "enter":
      return goToMatch({ ...view, search: { editing: false, query } }, context, true);
    case "backspace":
      return edit(query.slice(0, -1));
    case "ctrl-u":
      return edit("");
    case "space":
      return edit(`${query} `);
    default:
      return Array.from(stroke).length === 1 ? edit(query + stroke) : view;
  }
}

/** Handles a key as part of an answer; returns nothing if the key belongs to the focused pane. */
function answerQuestion(stroke: string, view: View, context: KeyContext): KeyResult | undefined {
  const { question } = context;
  if (question === undefined) return undefined;
  const { commands, id } = question;
  const typed = typedFor(view, id);
  const typing = typed.letters !== "";
  if (typing && (stroke === "esc" || stroke === "backspace")) {
    const letters = stroke === "esc" ? "" : typed.letters.slice(0, -1);
    return { view: { ...view, typed: { letters, rest: "" } } };
  }
  if (typing && stroke === "enter")
    return afterTyping(typeEnter(typed, commands), typed.letters, view, context, question);
  if (Array.from(stroke).length !== 1) return undefined;
  // Once a command is being typed, the question takes every letter. Other keys go to the pane if they are bound there.
  const partOfAnswer = beginsCommand(stroke, commands) || (typing && /[a-z-]/.test(stroke));
  if (!partOfAnswer && actionFor(stroke, view.focus, context.actions) !== undefined) return undefined;
  // A question is not answered before it was visible.
  if (!context.questionSeen)
    return { view: { ...focusPane(view, "question"), message: "This is the question; now answer it." } };
  return afterTyping(typeLetter(typed, stroke, commands), typed.letters + stroke, view, context, question);
}

function afterTyping(
  result: TypingResult,
  letters: string,
  view: View,
  { now, rows }: KeyContext,
  { id, commands }: Question,
): KeyResult {
  const next = { ...view, typed: result.typed, typedAt: now, typedAtQuestion: id };
  switch (result.kind) {
    case "typing":
      return { view: next };
    case "refused":
      return { view: { ...next, message: `${letters}: not on offer here. ${commands.join(" | ")}` } };
    case "answer":
      return {
        view: {
          ...next,
          question: neighbor(view, rows.questions, 1),
          answers: { ...view.answers, [id]: result.command },
        },
        effect: { type: "answer", question: id, command: result.command },
      };
  }
}

function perform(action: Action | undefined, view: View, context: KeyContext): KeyResult {
  switch (action) {
    case undefined:
      return { view };
    case "down":
    case "up":
      return { view: moveBy(view, context, action === "down" ? 1 : -1, "rows") };
    case "page-down":
    case "page-up":
      return { view: moveBy(view, context, action === "page-down" ? 1 : -1, "half pages") };
    case "top":
    case "bottom":
      return { view: moveToEnd(view, context, action) };
    case "next-pane":
    case "right":
      return { view: nextPane(view, context, 1) };
    case "previous-pane":
    case "left":
      return { view: nextPane(view, context, -1) };
    case "phases":
    case "issues":
    case "log":
    case "details":
    case "dependencies":
    case "run":
      return { view: focusPane(view, action) };
    case "question":
      return {
        view: context.panes.includes("question")
          ? focusPane(view, "question")
          : { ...view, message: "Nothing is asked." },
      };
    case "next-question":
    case "previous-question":
      return { view: stepToQuestion(view, context, action === "next-question" ? 1 : -1) };
    case "all-issues":
      return { view: toggleAllIssues(view) };
    case "open":
      return { view: focusPane(view, "details") };
    case "back":
      return { view: back(view) };
    case "current":
      return { view: { ...view, selected: undefined } };
    case "zoom":
      return { view: { ...view, zoomed: !view.zoomed } };
    case "search":
      return { view: { ...view, search: { editing: true, query: "" } } };
    case "next-match":
    case "previous-match":
      return { view: goToMatch(view, context, action === "next-match") };
    case "filter":
      return { view: { ...view, filter: nextFilter(view.filter) } };
    case "wrap":
      return { view: { ...view, wrap: !view.wrap } };
    case "help":
    case "status":
      return {
        view: {
          ...view,
          overlay: view.overlay === action ? undefined : action,
          scroll: { ...view.scroll, [action]: 0 },
        },
      };
    case "quit":
      return quit(view, context);
    case "panic":
      return { view: context.over ? { ...view, message: "Nothing is running." } : { ...view, overlay: "panic" } };
    case "more-lanes":
    case "fewer-lanes":
      return context.over
        ? { view: { ...view, message: "Nothing is running." } }
        : { view, effect: { type: "lanes", change: action === "more-lanes" ? 1 : -1 } };
    case "faster":
    case "slower":
    case "pause":
      return { view, effect: { type: "pace", change: action } };
    case "copy":
      return { view, effect: { type: "copy", text: visibleLines(view, context) } };
    case "search-all":
      if (readsAllIssues(view, context)) return { view: { ...view, message: ONE_LOG } };
      return view.search.query === ""
        ? { view: { ...view, message: "Search for something first: /" } }
        : {
            view: { ...view, message: "Searching the whole log…" },
            effect: { type: "search", issue: issueOfLog(view, context), query: view.search.query },
          };
    case "save":
      if (readsAllIssues(view, context)) return { view: { ...view, message: ONE_LOG } };
      return { view, effect: { type: "save", issue: issueOfLog(view, context) } };
    case "edit":
    case "suspend":
    case "interrupt":
    case "retry-now":
      return { view, effect: { type: action } };
    case "diff":
    case "browse":
      return openDiffOrPull(action, view, context);
  }
}

/** Shows another question. The selection stays: while nothing is selected, the log follows the question anyway. */
function stepToQuestion(view: View, { rows }: KeyContext, by: 1 | -1): View {
  const question = neighbor(view, rows.questions, by);
  if (question === undefined) return { ...view, message: "No other question waits." };
  return { ...focusPane(view, "question"), question, scroll: { ...view.scroll, question: 0 } };
}

/** The line at the top stays where it is, since lines are numbered over all logs. */
function toggleAllIssues(view: View): View {
  const focus = isMainPane(view.focus) ? "log" : view.focus;
  return { ...view, allIssues: view.main !== "log" || !view.allIssues, main: "log", focus, overlay: undefined };
}

function readsAllIssues(view: View, { rows }: KeyContext): boolean {
  return view.focus === "log" && showsAllIssues(view, rows);
}

function quit(view: View, context: KeyContext): KeyResult {
  if (view.overlay !== undefined) return { view: { ...view, overlay: undefined } };
  return context.over ? { view, effect: { type: "close" } } : { view: { ...view, overlay: "quit" } };
}

/** Undoes one thing at a time: the page in front, the search, the zoom, the main pane, then the typed letters. */
function back(view: View): View {
  if (view.overlay !== undefined) return { ...view, overlay: undefined };
  if (view.search.query !== "") return { ...view, search: { editing: false, query: "" } };
  if (view.zoomed) return { ...view, zoomed: false };
  if (view.main === "details" || view.main === "dependencies" || view.main === "run")
    return { ...view, main: "log", focus: isMainPane(view.focus) ? "issues" : view.focus };
  return { ...view, typed: NOTHING_TYPED };
}

function nextPane(view: View, { panes }: KeyContext, by: 1 | -1): View {
  const at = panes.indexOf(view.focus);
  const pane: PaneName | undefined = panes[(at + by + panes.length) % panes.length];
  return pane === undefined ? view : focusPane(view, pane);
}

function visibleLines(view: View, { logLines, runLines, logViewport }: KeyContext): string {
  const window =
    view.focus === "run" ? logWindow(runLines, view.run, logViewport) : logWindow(logLines, view.log, logViewport);
  return window.lines.map(({ text }) => text).join("\n");
}

function issueOfLog(view: View, { rows }: KeyContext): IssueId | undefined {
  return view.focus === "run" ? undefined : selectedRow(view, rows)?.id;
}

function openDiffOrPull(action: "diff" | "browse", view: View, { rows }: KeyContext): KeyResult {
  const row = selectedRow(view, rows);
  if (action === "diff") return row === undefined ? { view } : { view, effect: { type: "diff", issue: row.id } };
  const url = row?.pull?.url;
  return url === undefined
    ? { view: { ...view, message: "No pull request to open yet." } }
    : { view, effect: { type: "browse", url } };
}
