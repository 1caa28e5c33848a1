// Moves the selection or the scroll position of the focused pane: by lines or pages, to an end, to a search match.
import type { LogLine } from "../log/log-entry.ts";
import { scrollLog, searchLog } from "../log/log-view.ts";
import { selectedRow, showsAllIssues } from "../model/rows.ts";
import type { IssueRow } from "../model/rows.ts";
import type { LogView, ScrollArea, View } from "../model/view.ts";
import type { KeyContext } from "./key-context.ts";

type Unit = "rows" | "half pages";

/** The page height of the phase list, in phases. */
const PHASE_PAGE = 4;

/** Returns the view after one step up or down in the focused pane, or in the page in front of it. */
export function moveBy(view: View, context: KeyContext, direction: 1 | -1, unit: Unit): View {
  const steps = (height: number) => direction * (unit === "rows" ? 1 : Math.max(1, Math.floor(height / 2)));
  const area = focusedScrollArea(view);
  if (area !== undefined)
    return scrollTo(view, context, area, (view.scroll[area] ?? 0) + steps(heightOf(context, area)));
  switch (view.focus) {
    case "phases":
      return selectPhase(view, context, steps(PHASE_PAGE));
    case "issues":
      return selectIndex(view, context, indexOfSelected(view, context) + steps(context.listRows));
    case "log":
    case "run":
      return withLog(
        view,
        context,
        view.focus,
        scrollLog(
          linesOf(view.focus, context),
          view[view.focus],
          context.logViewport,
          steps(context.logViewport.height),
        ),
      );
    case "details":
    case "dependencies":
    case "question":
      return view;
  }
}

/** Returns the view moved to the first or the last row of the focused pane, or of the page in front of it. */
export function moveToEnd(view: View, context: KeyContext, end: "top" | "bottom"): View {
  const area = focusedScrollArea(view);
  if (area !== undefined) return scrollTo(view, context, area, end === "top" ? 0 : Infinity);
  switch (view.focus) {
    case "phases":
    case "issues":
      return selectIndex(view, context, end === "top" ? 0 : Infinity);
    case "log":
    case "run":
      return withLog(view, context, view.focus, {
        anchor: end === "top" ? linesOf(view.focus, context)[0]?.number : undefined,
      });
    case "details":
    case "dependencies":
    case "question":
      return view;
  }
}

/**
 * Returns the view at the next or previous match of the search query; the search wraps around at the ends. Without a
 * match the view gets a message.
 */
export function goToMatch(view: View, context: KeyContext, forward: boolean): View {
  const { query } = view.search;
  if (query === "") return view;
  if (view.focus === "log" || view.focus === "run") {
    const found = searchLog(linesOf(view.focus, context), view[view.focus], context.logViewport, query, forward);
    return found === undefined ? notFound(view) : withLog(view, context, view.focus, found);
  }
  const { issues } = context.rows;
  const from = indexOfSelected(view, context);
  const order = issues.map(
    (_, step) => issues[(from + (forward ? 1 : -1) * (step + 1) + issues.length * 2) % issues.length],
  );
  const match = order.find((row) => row !== undefined && matches(row, query));
  return match === undefined ? notFound(view) : { ...view, selected: match.id };
}

/** Returns the scroll area that has the focus: the overlay, or else the focused pane. */
function focusedScrollArea({ overlay, focus }: View): ScrollArea | undefined {
  if (overlay === "help" || overlay === "status" || overlay === "matches") return overlay;
  return focus === "details" || focus === "dependencies" || focus === "question" ? focus : undefined;
}

function scrollTo(view: View, { extents }: KeyContext, area: ScrollArea, top: number): View {
  const { rows, height } = extents[area] ?? { rows: 0, height: 0 };
  return { ...view, scroll: { ...view.scroll, [area]: Math.max(0, Math.min(top, rows - height)) } };
}

function heightOf({ extents }: KeyContext, area: ScrollArea): number {
  return extents[area]?.height ?? 0;
}

function indexOfSelected(view: View, { rows }: KeyContext): number {
  const row = selectedRow(view, rows);
  return row === undefined ? 0 : rows.issues.indexOf(row);
}

function selectIndex(view: View, { rows }: KeyContext, index: number): View {
  const row = rows.issues[Math.max(0, Math.min(index, rows.issues.length - 1))];
  return row === undefined ? view : withSelected(view, row);
}

function selectPhase(view: View, context: KeyContext, by: number): View {
  const { phases, byId } = context.rows;
  const at = phases.findIndex(({ number }) => number === selectedRow(view, context.rows)?.phase);
  const phase = phases[Math.max(0, Math.min(at + by, phases.length - 1))];
  const row = phase?.first === undefined ? undefined : byId.get(phase.first);
  return row === undefined ? view : withSelected(view, row);
}

/**
 * Returns the view with a log scrolled. With several lanes the issue whose log the user scrolls is selected, so that no
 * other issue's log takes its place.
 */
function withLog(view: View, { rows }: KeyContext, pane: "log" | "run", log: LogView): View {
  const reads = pane === "log" && rows.parallel && log.anchor !== undefined && !showsAllIssues(view, rows);
  return { ...view, [pane]: log, ...(reads ? { selected: selectedRow(view, rows)?.id } : {}) };
}

/** Selects an issue, with its details and dependencies scrolled to the top and its log at the end. */
function withSelected(view: View, row: IssueRow): View {
  return {
    ...view,
    selected: row.id,
    log: view.allIssues ? view.log : { anchor: undefined },
    scroll: { ...view.scroll, details: 0, dependencies: 0 },
  };
}

function linesOf(pane: "log" | "run", context: KeyContext): readonly LogLine[] {
  return pane === "log" ? context.logLines : context.runLines;
}

function matches({ id, title, labels, word }: IssueRow, query: string): boolean {
  return `#${id} ${title} ${labels.join(" ")} ${word}`.toLowerCase().includes(query.toLowerCase());
}

function notFound(view: View): View {
  return { ...view, message: `Nothing matches “${view.search.query}”.` };
}
