import { columnsOf } from "./format.ts";
import { lineColumns, sameStyle, span } from "./line.ts";
import type { Line, Span } from "./line.ts";

const GRAPHEMES = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/**
 * The line in rows of at most `columns`, broken between words where that is possible.
 * Ink could wrap too, but not say beforehand how many rows it will be, nor indent what goes on.
 * @param hang columns by which all rows but the first are indented
 */
export function wrapLine(line: Line, columns: number, hang = 0): readonly Line[] {
  if (lineColumns(line) <= columns || columns <= hang) return [line];
  const rows: Span[][] = [];
  let row: Span[] = [];
  let left = columns;
  const breakRow = () => {
    rows.push(row);
    row = hang === 0 ? [] : [span(" ".repeat(hang))];
    left = columns - hang;
  };
  const put = (part: Span, text: string, width: number) => {
    const last = row.at(-1);
    if (last !== undefined && sameStyle(last, part)) row[row.length - 1] = { ...last, text: last.text + text };
    else row.push({ ...part, text });
    left -= width;
  };
  for (const part of line) {
    for (const word of part.text.match(/\s+|\S+/g) ?? []) {
      const width = columnsOf(word);
      if (width <= left) put(part, word, width);
      else if (word.trim() === "") breakRow();
      else {
        if (width <= columns - hang) breakRow();
        for (const piece of pieces(word, () => left, columns - hang)) {
          if (columnsOf(piece) > left) breakRow();
          put(part, piece, columnsOf(piece));
        }
      }
    }
  }
  rows.push(row);
  return rows;
}

export function wrapLines(lines: readonly Line[], columns: number): readonly Line[] {
  return lines.flatMap((line) => wrapLine(line, columns, hangOf(line)));
}

/** A word in pieces that fit, the first into what is left of the row. */
function* pieces(word: string, left: () => number, full: number): Generator<string> {
  if (columnsOf(word) <= left()) {
    yield word;
    return;
  }
  let piece = "";
  let room = left() > 0 ? left() : full;
  for (const { segment } of GRAPHEMES.segment(word)) {
    const width = columnsOf(segment);
    if (piece !== "" && width > room) {
      yield piece;
      piece = "";
      room = full;
    }
    piece += segment;
    room -= width;
  }
  if (piece !== "") yield piece;
}

/** What goes on stands below the text, not below its sign or indent. */
function hangOf(line: Line): number {
  const text = line.map((part) => part.text).join("");
  return Math.min(8, /^\s*(?:[^\w\s]\s+|\d+\.\s+)?/.exec(text)?.[0].length ?? 0);
}
