/** A line of the source, its line end left out. */
export interface Line {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The lines of a text, a byte order mark left out. */
export function linesOf(source: string): readonly Line[] {
  const lines: Line[] = [];
  let start = source.startsWith("\uFEFF") ? 1 : 0;
  for (const { 0: eol, index } of source.matchAll(/\r\n|\n|\r/g)) {
    lines.push({ start, end: index, text: source.slice(start, index) });
    start = index + eol.length;
  }
  return [...lines, { start, end: source.length, text: source.slice(start) }];
}

/** The file's own line end: that of its first line. */
export function endOfLine(source: string): string {
  return /\r\n|\n|\r/.exec(source)?.[0] ?? "\n";
}
