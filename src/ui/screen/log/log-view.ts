// Computes which lines of a log are visible, and how a log line looks.
import { printable } from "../text/format.ts";
import type { Glyphs } from "../text/glyphs.ts";
import { lineColumns, span } from "../text/styled-line.ts";
import type { Line, Span } from "../text/styled-line.ts";
import type { LogLine } from "./log-entry.ts";
import type { LogView } from "../model/view.ts";
import { wrapLine } from "../text/wrap.ts";
import type { Tone } from "../text/theme.ts";

export interface LogWindow {
  readonly lines: readonly LogLine[];
  /** Index of the first visible line. */
  readonly top: number;
  /** Whether the window follows the end of the log. */
  readonly follows: boolean;
}

/** The height of a log pane in rows, and the number of rows that a line takes in it. */
export interface LogViewport {
  readonly height: number;
  readonly rowsOf: (line: LogLine) => number;
}

/** Returns the visible lines: the last ones if the view follows the end, else those from its anchor on. */
export function logWindow(all: readonly LogLine[], { anchor }: LogView, viewport: LogViewport): LogWindow {
  const last = lastTop(all, viewport);
  const top = anchor === undefined ? last : Math.min(indexAt(all, anchor), last);
  return { lines: all.slice(top, top + viewport.height), top, follows: anchor === undefined };
}

/** Returns the view scrolled by a number of lines. A view scrolled down to the end follows it again. */
export function scrollLog(all: readonly LogLine[], view: LogView, viewport: LogViewport, by: number): LogView {
  const top = logWindow(all, view, viewport).top + by;
  return by > 0 && top >= lastTop(all, viewport) ? { anchor: undefined } : { anchor: all[Math.max(0, top)]?.number };
}

/** Returns the view with the next or previous matching line in its middle, or nothing without a match. Wraps around. */
export function searchLog(
  all: readonly LogLine[],
  view: LogView,
  viewport: LogViewport,
  query: string,
  forward: boolean,
): LogView | undefined {
  const wanted = query.toLowerCase();
  if (wanted === "") return undefined;
  const middle = Math.floor(viewport.height / 2);
  const from = logWindow(all, view, viewport).top + middle;
  const matches = all.flatMap(({ text }, index) => (text.toLowerCase().includes(wanted) ? [index] : []));
  const found = forward
    ? (matches.find((index) => index > from) ?? matches[0])
    : (matches.findLast((index) => index < from) ?? matches.at(-1));
  return found === undefined ? undefined : { anchor: all[Math.max(0, found - middle)]?.number };
}

/** Returns the viewport of a pane with this content size. Without wrapping, each line takes one row. */
export function logViewport(columns: number, height: number, wrap: boolean, glyphs: Glyphs): LogViewport {
  return { height, rowsOf: wrap ? (line) => logRows(line, "", columns, glyphs).length : () => 1 };
}

/** Wraps a log line into rows. All rows but the first are indented by the width of the gutter. */
export function logRows(line: LogLine, query: string, columns: number, glyphs: Glyphs): readonly Line[] {
  const styled = logLineOf(line, query, glyphs);
  return wrapLine(styled, columns, lineColumns(styled.slice(0, 1)));
}

/** Returns a log line behind a gutter that shows its kind or source. */
export function logLineOf({ kind, source, text }: LogLine, query: string, glyphs: Glyphs): Line {
  const shown = printable(text);
  switch (kind) {
    case "heading":
      return [
        span(`${glyphs.rule.repeat(2)} `, "border"),
        ...highlighted(shown, query, "accent", { bold: true }),
        span(` ${glyphs.rule.repeat(12)}`, "border"),
      ];
    case "message":
      return [span(`${glyphs.selected} `, "accent"), ...highlighted(shown, query, "text", {})];
    case "thought":
      return [span(`${glyphs.gutter} `, "border"), ...highlighted(shown, query, "muted", { italic: true })];
    case "tool":
      return [span(`${glyphs.arrow} `, "tool"), ...highlighted(shown, query, "tool", {})];
    case "good":
      return [span(`${glyphs.done} `, "good"), ...highlighted(shown, query, "good", {})];
    case "warning":
      return [span(`${glyphs.warning} `, "warn"), ...highlighted(shown, query, "warn", {})];
    case "bad":
      return [span(`${glyphs.failed} `, "bad"), ...highlighted(shown, query, "bad", {})];
    case "note":
      return [span("  "), ...highlighted(shown, query, "muted", {})];
    case "output":
      return [
        span(
          `${(source === "typecheck" ? "types" : source).padEnd(6)}${glyphs.gutter} `,
          source === "test" ? "test" : "muted",
        ),
        ...highlighted(shown, query, "code", {}),
      ];
  }
}

/** Returns the text with all matches of the query highlighted. */
export function highlighted(
  text: string,
  query: string,
  tone: Tone,
  style: Pick<Span, "bold" | "italic"> = {},
): readonly Span[] {
  const at = query === "" ? -1 : text.toLowerCase().indexOf(query.toLowerCase());
  if (at < 0) return [span(text, tone, style)];
  const end = at + query.length;
  return [
    span(text.slice(0, at), tone, style),
    span(text.slice(at, end), "warn", { inverse: true }),
    ...highlighted(text.slice(end), query, tone, style),
  ];
}

/** Returns the least index from which all lines to the end are visible. */
function lastTop(all: readonly LogLine[], { height, rowsOf }: LogViewport): number {
  let rowsLeft = height;
  let top = all.length;
  for (let line = all[top - 1]; line !== undefined; line = all[top - 1]) {
    rowsLeft -= rowsOf(line);
    if (rowsLeft < 0) break;
    top -= 1;
  }
  return Math.max(0, Math.min(top, all.length - 1));
}

/** Returns the index of the line with this number, or of the next line if it was dropped or filtered out. */
function indexAt(all: readonly LogLine[], number: number): number {
  const index = all.findIndex((line) => line.number >= number);
  return index < 0 ? all.length : index;
}
