/** A line without its line end. `start` and `end` are offsets in the source, in UTF-16 units. */
export interface Line {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Splits a text into lines. A byte order mark belongs to no line. */
export function linesOf(source: string): readonly Line[] {
  const lines: Line[] = [];
  let start = source.startsWith("\uFEFF") ? 1 : 0;
  for (const { 0: eol, index } of source.matchAll(/\r\n|\n|\r/g)) {
    lines.push({ start, end: index, text: source.slice(start, index) });
    start = index + eol.length;
  }
  return [...lines, { start, end: source.length, text: source.slice(start) }];
}

/** Returns the line end of the first line; `\n` where there is only one line. */
export function endOfLine(source: string): string {
  return /\r\n|\n|\r/.exec(source)?.[0] ?? "\n";
}
