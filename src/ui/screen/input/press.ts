// One key press, as a pure function: what the view becomes, and what is asked of the world.
// The order of listeners is: ctrl-c, the way out, the search being typed, the question, then what is in front, then the pane.
import type { IssueId } from "../../../engine/model/plan.ts";
import type { Question } from "../../../engine/model/stop.ts";
import { actionFor } from "./keymap.ts";
import type { Action } from "./keymap.ts";
import { nextFilter } from "../log/log-filter.ts";
import { logWindow } from "../log/log-view.ts";
import { moveBy, moveTo, search } from "./move.ts";
import { beginsCommand, NOTHING_TYPED, swallow, typeEnter, typeLetter } from "./typing.ts";
import type { TypingResult } from "./typing.ts";
import { isMainPane, lookAt, typedAt } from "../model/view.ts";
import type { PaneName, View } from "../model/view.ts";
import { selectedRow } from "./world.ts";
import type { Pressed, World } from "./world.ts";

/** What is pressed by whoever means it. */
export const SURE = { quit: "y", panic: "!" } as const;

/** How long typing on with a word that was already answered does nothing, in ms from letter to letter. */
const REST_OF_WORD_MS = 1_500;

export function press(stroke: string, before: View, world: World): Pressed {
  const view = { ...before, message: undefined };
  if (stroke === "ctrl-c") return { view, effect: world.over ? { type: "close" } : { type: "interrupt" } };
  if (world.tiny) return { view };
  if (view.overlay === "quit" || view.overlay === "panic") return leaving(stroke, view, view.overlay);
  if (view.search.editing) return { view: typeSearch(stroke, view, world) };
  const rest = world.now - view.typedAt < REST_OF_WORD_MS ? swallow(view.typed, stroke) : undefined;
  if (rest !== undefined) return { view: { ...view, typed: rest, typedAt: world.now } };
  return pressAtQuestion(stroke, view, world) ?? act(actionFor(stroke, view.focus, world.actions), view, world);
}

function leaving(stroke: string, view: View, way: "quit" | "panic"): Pressed {
  const closed = { ...view, overlay: undefined };
  if (stroke !== SURE[way]) return { view: closed };
  return { view: closed, effect: { type: way === "quit" ? "interrupt" : "panic" } };
}

function typeSearch(stroke: string, view: View, world: World): View {
  const { query } = view.search;
  const edit = (text: string): View => ({ ...view, search: { editing: true, query: text } });
  switch (stroke) {
    case "esc":
      return { ...view, search: { editing: false, query: "" } };
    case "enter":
      return search({ ...view, search: { editing: false, query } }, world, true);
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

/** Undefined where the key is none of the question's business. */
function pressAtQuestion(stroke: string, view: View, world: World): Pressed | undefined {
  const { question } = world;
  if (question === undefined) return undefined;
  const { commands, id } = question;
  const typed = typedAt(view, id);
  const typing = typed.letters !== "";
  if (typing && (stroke === "esc" || stroke === "backspace")) {
    const letters = stroke === "esc" ? "" : typed.letters.slice(0, -1);
    return { view: { ...view, typed: { letters, rest: "" } } };
  }
  if (typing && stroke === "enter") return taken(typeEnter(typed, commands), typed.letters, view, world, question);
  if (Array.from(stroke).length !== 1) return undefined;
  // Letters belong to a word once it is begun; before that, and whatever is no letter, to the pane if it knows them.
  const meant = beginsCommand(stroke, commands) || (typing && /[a-z-]/.test(stroke));
  if (!meant && actionFor(stroke, view.focus, world.actions) !== undefined) return undefined;
  // Nobody answers what they have not seen.
  if (!world.questionSeen)
    return { view: { ...lookAt(view, "question"), message: "This is the question; now answer it." } };
  return taken(typeLetter(typed, stroke, commands), typed.letters + stroke, view, world, question);
}

function taken(result: TypingResult, letters: string, view: View, { now }: World, { id, commands }: Question): Pressed {
  const typed = { ...view, typed: result.typed, typedAt: now, typedAtQuestion: id };
  switch (result.kind) {
    case "typing":
      return { view: typed };
    case "refused":
      return { view: { ...typed, message: `${letters}: not on offer here. ${commands.join(" | ")}` } };
    case "answer":
      return {
        view: { ...typed, answers: { ...view.answers, [id]: result.command } },
        effect: { type: "answer", question: id, command: result.command },
      };
  }
}

function act(action: Action | undefined, view: View, world: World): Pressed {
  switch (action) {
    case undefined:
      return { view };
    case "down":
    case "up":
      return { view: moveBy(view, world, action === "down" ? 1 : -1, "rows") };
    case "page-down":
    case "page-up":
      return { view: moveBy(view, world, action === "page-down" ? 1 : -1, "half pages") };
    case "top":
    case "bottom":
      return { view: moveTo(view, world, action) };
    case "next-pane":
    case "right":
      return { view: nextPane(view, world, 1) };
    case "previous-pane":
    case "left":
      return { view: nextPane(view, world, -1) };
    case "phases":
    case "issues":
    case "log":
    case "details":
    case "dependencies":
    case "run":
      return { view: lookAt(view, action) };
    case "question":
      return {
        view: world.panes.includes("question") ? lookAt(view, "question") : { ...view, message: "Nothing is asked." },
      };
    case "open":
      return { view: lookAt(view, "details") };
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
      return { view: search(view, world, action === "next-match") };
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
      return quit(view, world);
    case "panic":
      return { view: world.over ? { ...view, message: "Nothing is running." } : { ...view, overlay: "panic" } };
    case "faster":
    case "slower":
    case "pause":
      return { view, effect: { type: "pace", change: action } };
    case "copy":
      return { view, effect: { type: "copy", text: visibleLines(view, world) } };
    case "search-all":
      return view.search.query === ""
        ? { view: { ...view, message: "Search for something first: /" } }
        : {
            view: { ...view, message: "Searching the whole log…" },
            effect: { type: "search", issue: issueOfLog(view, world), query: view.search.query },
          };
    case "save":
      return { view, effect: { type: "save", issue: issueOfLog(view, world) } };
    case "edit":
    case "suspend":
    case "interrupt":
    case "retry-now":
      return { view, effect: { type: action } };
    case "diff":
    case "browse":
      return reach(action, view, world);
  }
}

function quit(view: View, world: World): Pressed {
  if (view.overlay !== undefined) return { view: { ...view, overlay: undefined } };
  return world.over ? { view, effect: { type: "close" } } : { view: { ...view, overlay: "quit" } };
}

/** Undoes one thing at a time, the nearest first. */
function back(view: View): View {
  if (view.overlay !== undefined) return { ...view, overlay: undefined };
  if (view.search.query !== "") return { ...view, search: { editing: false, query: "" } };
  if (view.zoomed) return { ...view, zoomed: false };
  if (view.main === "details" || view.main === "dependencies" || view.main === "run")
    return { ...view, main: "log", focus: isMainPane(view.focus) ? "issues" : view.focus };
  return { ...view, typed: NOTHING_TYPED };
}

function nextPane(view: View, { panes }: World, by: 1 | -1): View {
  const at = panes.indexOf(view.focus);
  const pane: PaneName | undefined = panes[(at + by + panes.length) % panes.length];
  return pane === undefined ? view : lookAt(view, pane);
}

function visibleLines(view: View, { logLines, runLines, logViewport }: World): string {
  const window =
    view.focus === "run" ? logWindow(runLines, view.run, logViewport) : logWindow(logLines, view.log, logViewport);
  return window.lines.map(({ text }) => text).join("\n");
}

function issueOfLog(view: View, { rows }: World): IssueId | undefined {
  return view.focus === "run" ? undefined : selectedRow(view, rows)?.id;
}

function reach(action: "diff" | "browse", view: View, { rows }: World): Pressed {
  const row = selectedRow(view, rows);
  if (action === "diff") return row === undefined ? { view } : { view, effect: { type: "diff", issue: row.id } };
  const url = row?.pull?.url;
  return url === undefined
    ? { view: { ...view, message: "No pull request to open yet." } }
    : { view, effect: { type: "browse", url } };
}
