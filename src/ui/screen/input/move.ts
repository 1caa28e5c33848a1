// Up, down, to the ends and to matches, in whatever has the focus.
import type { LogLine } from "../log/log-buffer.ts";
import { scrollLog, searchLog } from "../log/log-view.ts";
import type { IssueRow } from "../model/rows.ts";
import type { Scrolled, View } from "../model/view.ts";
import { selectedRow } from "./world.ts";
import type { World } from "./world.ts";

type Unit = "rows" | "half pages";

export function moveBy(view: View, world: World, direction: 1 | -1, unit: Unit): View {
  const steps = (height: number) => direction * (unit === "rows" ? 1 : Math.max(1, Math.floor(height / 2)));
  const scrolled = scrolledPane(view);
  if (scrolled !== undefined)
    return scrollTo(view, world, scrolled, (view.scroll[scrolled] ?? 0) + steps(heightOf(world, scrolled)));
  switch (view.focus) {
    case "phases":
      return selectPhase(view, world, steps(4));
    case "issues":
      return select(view, world, indexOfSelected(view, world) + steps(world.listRows));
    case "log":
    case "run":
      return {
        ...view,
        [view.focus]: scrollLog(
          linesOf(view.focus, world),
          view[view.focus],
          world.logViewport,
          steps(world.logViewport.height),
        ),
      };
    case "details":
    case "dependencies":
    case "question":
      return view;
  }
}

export function moveTo(view: View, world: World, end: "top" | "bottom"): View {
  const scrolled = scrolledPane(view);
  if (scrolled !== undefined) return scrollTo(view, world, scrolled, end === "top" ? 0 : Infinity);
  switch (view.focus) {
    case "phases":
    case "issues":
      return select(view, world, end === "top" ? 0 : Infinity);
    case "log":
    case "run":
      return { ...view, [view.focus]: { anchor: end === "top" ? linesOf(view.focus, world)[0]?.number : undefined } };
    case "details":
    case "dependencies":
    case "question":
      return view;
  }
}

/** The next match of what was searched for, around the end; says so where there is none. */
export function search(view: View, world: World, forward: boolean): View {
  const { query } = view.search;
  if (query === "") return view;
  if (view.focus === "log" || view.focus === "run") {
    const found = searchLog(linesOf(view.focus, world), view[view.focus], world.logViewport, query, forward);
    return found === undefined ? notFound(view) : { ...view, [view.focus]: found };
  }
  const { issues } = world.rows;
  const from = indexOfSelected(view, world);
  const order = issues.map(
    (_, step) => issues[(from + (forward ? 1 : -1) * (step + 1) + issues.length * 2) % issues.length],
  );
  const found = order.find((row) => row !== undefined && matches(row, query));
  return found === undefined ? notFound(view) : { ...view, selected: found.id };
}

/** What scrolls by rows: what is in front, or the pane with the focus. */
function scrolledPane({ overlay, focus }: View): Scrolled | undefined {
  if (overlay === "help" || overlay === "status" || overlay === "matches") return overlay;
  return focus === "details" || focus === "dependencies" || focus === "question" ? focus : undefined;
}

function scrollTo(view: View, { extents }: World, pane: Scrolled, top: number): View {
  const { rows, height } = extents[pane] ?? { rows: 0, height: 0 };
  return { ...view, scroll: { ...view.scroll, [pane]: Math.max(0, Math.min(top, rows - height)) } };
}

function heightOf({ extents }: World, pane: Scrolled): number {
  return extents[pane]?.height ?? 0;
}

function indexOfSelected(view: View, { rows }: World): number {
  const row = selectedRow(view, rows);
  return row === undefined ? 0 : rows.issues.indexOf(row);
}

function select(view: View, { rows }: World, index: number): View {
  const row = rows.issues[Math.max(0, Math.min(index, rows.issues.length - 1))];
  return row === undefined ? view : chosen(view, row);
}

function selectPhase(view: View, world: World, by: number): View {
  const { phases, byId } = world.rows;
  const at = phases.findIndex(({ number }) => number === selectedRow(view, world.rows)?.phase);
  const phase = phases[Math.max(0, Math.min(at + by, phases.length - 1))];
  const row = phase?.first === undefined ? undefined : byId.get(phase.first);
  return row === undefined ? view : chosen(view, row);
}

/** Another issue is looked at from its beginning, and its log at its end. */
function chosen(view: View, row: IssueRow): View {
  return {
    ...view,
    selected: row.id,
    log: { anchor: undefined },
    scroll: { ...view.scroll, details: 0, dependencies: 0 },
  };
}

function linesOf(pane: "log" | "run", world: World): readonly LogLine[] {
  return pane === "log" ? world.logLines : world.runLines;
}

function matches({ id, title, labels, word }: IssueRow, query: string): boolean {
  return `#${id} ${title} ${labels.join(" ")} ${word}`.toLowerCase().includes(query.toLowerCase());
}

function notFound(view: View): View {
  return { ...view, message: `Nothing matches “${view.search.query}”.` };
}
