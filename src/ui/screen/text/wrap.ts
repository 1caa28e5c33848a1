import { columnsOf } from "./format.ts";
import { lineColumns, sameStyle, span } from "./styled-line.ts";
import type { Line, Span } from "./styled-line.ts";

const GRAPHEMES = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/**
 * Wraps the line into rows of at most `columns`, between words if possible. Ink can wrap too, but it cannot say in
 * advance how many rows there will be, and it cannot indent the rows after the first.
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

/** Splits a word into pieces that fit: the first into the rest of the row, the others into a whole row. */
function* pieces(word: string, left: () => number, full: number): Generator<string> {
  if (columnsOf(word) <= left()) {
    yield word;
    return;
  }
  let piece = "";
  let free = left() > 0 ? left() : full;
  for (const { segment } of GRAPHEMES.segment(word)) {
    const width = columnsOf(segment);
    if (piece !== "" && width > free) {
      yield piece;
      piece = "";
      free = full;
    }
    piece += segment;
    free -= width;
  }
  if (piece !== "") yield piece;
}

/** Returns the indent of the rows after the first, which start below the text and not below its bullet or number. */
function hangOf(line: Line): number {
  const text = line.map((part) => part.text).join("");
  return Math.min(8, /^\s*(?:[^\w\s]\s+|\d+\.\s+)?/.exec(text)?.[0].length ?? 0);
}
