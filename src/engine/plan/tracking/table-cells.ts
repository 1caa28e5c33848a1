/** The position of a cell in its line, in UTF-16 units: from after one pipe to before the next, with spaces. */
export interface CellSpan {
  readonly start: number;
  readonly end: number;
}

/** Splits a table row into cells as GitHub does: at every pipe without a backslash before it. */
export function cellSpans(line: string): readonly CellSpan[] {
  const start = line.length - line.trimStart().length;
  const end = line.trimEnd().length;
  const spans: { start: number; end: number }[] = [];
  let from = start;
  for (let at = start; at <= end; at += 1) {
    if (at < end && (line[at] !== "|" || line[at - 1] === "\\")) continue;
    spans.push({ start: from, end: at });
    from = at + 1;
  }
  // The empty parts before a leading pipe and after a trailing pipe are not cells.
  if (spans[0]?.start === spans[0]?.end) spans.shift();
  const last = spans.at(-1);
  if (last?.start === last?.end) spans.pop();
  return spans;
}

/**
 * Returns the edit that sets a cell to `value` and keeps the spaces around it. Undefined where the cell has that value.
 */
export function cellEdit(
  line: string,
  span: CellSpan,
  value: string,
): { start: number; end: number; text: string } | undefined {
  const source = line.slice(span.start, span.end);
  const content = source.trim();
  const escaped = value
    .replace(/\s+/g, " ")
    .trim()
    .replace(/(?<!\\)\|/g, "\\|");
  if (content === escaped) return undefined;
  if (content === "") return { ...span, text: ` ${escaped} ` };
  const start = span.start + source.indexOf(content);
  return { start, end: start + content.length, text: escaped };
}
