// Panes consist of lines, and lines of styled spans. Both are plain data, testable without a terminal.
import { columnsOf, cut } from "./format.ts";
import type { Glyphs } from "./glyphs.ts";
import type { Tone } from "./theme.ts";

export interface Span {
  readonly text: string;
  readonly tone?: Tone | undefined;
  readonly bold?: boolean | undefined;
  readonly italic?: boolean | undefined;
  readonly inverse?: boolean | undefined;
  readonly url?: string | undefined;
  /** An animated component draws this span in place of `text`, with the same width. */
  readonly live?:
    | { readonly kind: "spinner" }
    | { readonly kind: "elapsed"; readonly since: number; readonly everyMs: number }
    | {
        readonly kind: "clock";
        readonly since: number;
        /** Where present, the clock counts down to it. */
        readonly until: number | undefined;
        readonly everyMs: number;
      }
    | undefined;
}

export type Line = readonly Span[];

/** A part of a row. If the row is too narrow, its segments are dropped, lowest rank first. */
export interface Segment {
  readonly line: Line;
  readonly rank: number;
  /** Columns to which the segment may shrink before any segment is dropped. */
  readonly minColumns?: number;
}

/** Columns between two segments. */
export const GAP = 2;

export function span(text: string, tone?: Tone, style: Pick<Span, "bold" | "italic" | "inverse" | "url"> = {}): Span {
  return { text, tone, ...style };
}

export function lineColumns(line: Line): number {
  return line.reduce((sum, { text }) => sum + columnsOf(text), 0);
}

/** Cuts or pads the line to exactly `columns`. */
export function fit(line: Line, columns: number, glyphs: Glyphs): Line {
  const cutLine = clip(line, columns, glyphs);
  const missing = columns - lineColumns(cutLine);
  return missing > 0 ? [...cutLine, span(" ".repeat(missing))] : cutLine;
}

/** Cuts the line to at most `columns`. */
function clip(line: Line, columns: number, glyphs: Glyphs): Line {
  if (lineColumns(line) <= columns) return line;
  const spans: Span[] = [];
  let left = columns;
  for (const part of line) {
    const width = columnsOf(part.text);
    if (width >= left) {
      // One more letter, so that the ellipsis appears even if the span itself just fits.
      if (left > 0) spans.push({ ...part, text: cut(`${part.text}x`, left, glyphs) });
      break;
    }
    spans.push(part);
    left -= width;
  }
  return spans;
}

/**
 * Returns a row of exactly `columns` with segments at both ends. If they do not fit, a segment with `minColumns`
 * shrinks, or else segments are dropped, lowest rank first.
 */
export function twoSided(left: readonly Segment[], right: readonly Segment[], columns: number, glyphs: Glyphs): Line {
  const gap = span(" ".repeat(GAP));
  let [keptLeft, keptRight] = [left, right];
  for (;;) {
    const needed =
      segmentColumns(keptLeft) + segmentColumns(keptRight) + (keptLeft.length > 0 && keptRight.length > 0 ? GAP : 0);
    const over = needed - columns;
    if (over <= 0) break;
    const shrinkable = keptLeft.find(
      ({ line, minColumns }) => minColumns !== undefined && lineColumns(line) - over >= minColumns,
    );
    if (shrinkable !== undefined) {
      const shrunk = { ...shrinkable, line: clip(shrinkable.line, lineColumns(shrinkable.line) - over, glyphs) };
      keptLeft = keptLeft.map((segment) => (segment === shrinkable ? shrunk : segment));
      break;
    }
    const all = [...keptLeft, ...keptRight];
    if (all.length <= 1) break;
    const lowest = all.reduce((low, segment) => (segment.rank < low.rank ? segment : low));
    keptLeft = keptLeft.filter((segment) => segment !== lowest);
    keptRight = keptRight.filter((segment) => segment !== lowest);
  }
  const start = joined(keptLeft, gap);
  const end = joined(keptRight, gap);
  const space = columns - lineColumns(start) - lineColumns(end);
  return fit([...start, ...(space > 0 ? [span(" ".repeat(space))] : []), ...end], columns, glyphs);
}

/** Returns the columns of segments, with the gaps between them. */
export function segmentColumns(segments: readonly Segment[]): number {
  return segments.reduce((sum, { line }) => sum + lineColumns(line), 0) + GAP * Math.max(0, segments.length - 1);
}

function joined(segments: readonly Segment[], gap: Span): Line {
  return segments.flatMap(({ line }, index) => (index === 0 ? line : [gap, ...line]));
}

export function lineText(line: Line): string {
  return line.map(({ text }) => text).join("");
}

export function sameStyle(a: Span, b: Span): boolean {
  return (
    a.tone === b.tone &&
    a.bold === b.bold &&
    a.italic === b.italic &&
    a.inverse === b.inverse &&
    a.url === b.url &&
    a.live === b.live
  );
}

/**
 * Joins adjacent spans of the same style, and spaces with the span before them, without changing the look of the line.
 * The time to draw a line grows with its spans, and is far longer than the time that this takes.
 */
export function compact(line: Line): Line {
  const spans: Span[] = [];
  for (const part of line) {
    const last = spans.at(-1);
    const joins =
      last !== undefined &&
      last.live === undefined &&
      (sameStyle(last, part) || (isBlank(part) && !last.inverse && last.url === undefined));
    if (joins) spans[spans.length - 1] = { ...last, text: last.text + part.text };
    else if (part.text !== "") spans.push(part);
  }
  return spans;
}

function isBlank({ text, inverse, live, url }: Span): boolean {
  return !inverse && live === undefined && url === undefined && text.trim() === "";
}
