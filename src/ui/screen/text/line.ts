// Panes are made of lines, lines of spans: plain data, so that what is drawn can be made and tested without a terminal.
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
  /** Drawn by a leaf that moves by itself; `text` says how wide it is. */
  readonly live?:
    | { readonly kind: "spinner" }
    | { readonly kind: "elapsed"; readonly since: number; readonly everyMs: number }
    | undefined;
}

export type Line = readonly Span[];

/** A part of a row that gives way when the row is too narrow: the lowest rank goes first. */
export interface Segment {
  readonly line: Line;
  readonly rank: number;
  /** Columns it may shrink to before anything is left out. */
  readonly least?: number;
}

/** Columns between two segments. */
export const GAP = 2;

export function span(text: string, tone?: Tone, style: Pick<Span, "bold" | "italic" | "inverse" | "url"> = {}): Span {
  return { text, tone, ...style };
}

export function lineColumns(line: Line): number {
  return line.reduce((sum, { text }) => sum + columnsOf(text), 0);
}

/** The line cut or padded to exactly `columns`. */
export function fit(line: Line, columns: number, glyphs: Glyphs): Line {
  const cutLine = clip(line, columns, glyphs);
  const missing = columns - lineColumns(cutLine);
  return missing > 0 ? [...cutLine, span(" ".repeat(missing))] : cutLine;
}

/** The line in at most `columns`. */
export function clip(line: Line, columns: number, glyphs: Glyphs): Line {
  if (lineColumns(line) <= columns) return line;
  const spans: Span[] = [];
  let left = columns;
  for (const part of line) {
    const width = columnsOf(part.text);
    if (width >= left) {
      // One more letter, so that the sign of something missing is there even where the span itself just fits.
      if (left > 0) spans.push({ ...part, text: cut(`${part.text}x`, left, glyphs) });
      break;
    }
    spans.push(part);
    left -= width;
  }
  return spans;
}

/** One row with segments at both ends, exactly `columns` wide; what does not fit shrinks, then goes, lowest rank first. */
export function twoSided(left: readonly Segment[], right: readonly Segment[], columns: number, glyphs: Glyphs): Line {
  const gap = span(" ".repeat(GAP));
  let [keptLeft, keptRight] = [left, right];
  for (;;) {
    const needed =
      segmentColumns(keptLeft) + segmentColumns(keptRight) + (keptLeft.length > 0 && keptRight.length > 0 ? GAP : 0);
    const over = needed - columns;
    if (over <= 0) break;
    const shrinkable = keptLeft.find(({ line, least }) => least !== undefined && lineColumns(line) - over >= least);
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

/** Columns of segments with the gaps between them. */
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
 * The line with as few spans as look the same: neighbours in one style joined, and spaces with what stands before them.
 * Drawing costs by the span, many times what this costs.
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
