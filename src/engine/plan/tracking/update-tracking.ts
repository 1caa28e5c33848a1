import { MagicString } from "magic-string";
import { issueNumberIn } from "../parse/cells.ts";
import { readFrontMatter } from "../parse/front-matter.ts";
import { issueId } from "../ids.ts";
import { issueTablesIn } from "../parse/issue-tables.ts";
import { blocksOf, type Block } from "../parse/markdown.ts";
import { outlineOf, type TrackingSection } from "../parse/outline.ts";
import { cellEdit, cellSpans } from "./table-cells.ts";
import { endOfLine, linesOf, type Line } from "../parse/lines.ts";
import { blockPlaceOf, type BlockPlace } from "./tracking-place.ts";
import { blockOf, SECTION_TITLES, sectionLines } from "./tracking-text.ts";
import type { Tracking } from "./tracking-record.ts";

/**
 * Updates the tracking sections of a plan, and the Status and PR cells of its issue tables. Keeps every other byte:
 * byte order mark, line ends, escaped pipes, short rows, trailing spaces and a missing last line end. Never adds a
 * column. A second update with the same tracking changes nothing.
 *
 * Within a section, the content is written between two marker comments. Text that people wrote beside them stays,
 * except for a placeholder (`None yet`) and for a single line under Current Phase, which states the earlier phase. A
 * section that the plan lacks is added at the end of the plan once it has content.
 * @returns the new text of the plan
 */
export function updateTracking(source: string, tracking: Tracking): string {
  const text = new MagicString(source);
  const lines = linesOf(source);
  const frontMatter = readFrontMatter(withoutTrackingBlocks(source).replace(/^\uFEFF/, ""));
  const blocks = blocksOf(frontMatter.body, frontMatter.bodyLine);
  writeCells(text, lines, blocks, tracking);
  const eol = endOfLine(source);
  let added = "";
  for (const section of Object.keys(SECTION_TITLES) as TrackingSection[]) {
    const content = sectionLines(section, tracking);
    const place = blockPlaceOf(section, source, lines, blocks);
    if (place !== undefined) writeBlock(text, place, blockOf(section, content, eol));
    else if (content.length > 0)
      added += `${eol}## ${SECTION_TITLES[section]}${eol}${eol}${blockOf(section, content, eol)}${eol}`;
  }
  if (added !== "") text.append(/[\r\n]$/.test(source) ? added : `${eol}${added}`);
  return text.toString();
}

/** Empties the lines that the program wrote itself, since they need no parsing. The number of lines stays the same. */
function withoutTrackingBlocks(source: string): string {
  return source.replace(/<!-- milestone-tui:begin (\w+) -->[^]*?<!-- milestone-tui:end \1 -->/g, (block) =>
    block.replace(/[^\r\n]+/g, ""),
  );
}

function writeCells(text: MagicString, lines: readonly Line[], blocks: readonly Block[], tracking: Tracking): void {
  for (const { table, columns } of issueTablesIn(outlineOf(blocks))) {
    const [number, status, pull] = [columns.get("number"), columns.get("status"), columns.get("pull")];
    if (number === undefined || (status === undefined && pull === undefined)) continue;
    for (const row of table.rows) {
      const state = tracking.issues.get(issueId(issueNumberIn(row.cells[number] ?? "") ?? 0));
      const line = lines[row.line - 1];
      if (state === undefined || line === undefined) continue;
      const spans = cellSpans(line.text);
      const values = [
        [status, state.status],
        [pull, state.pull === undefined ? undefined : `#${state.pull}`],
      ] as const;
      for (const [column, value] of values) {
        // A short row may lack the cell. None is added.
        const span = column === undefined ? undefined : spans[column];
        const edit = span === undefined || value === undefined ? undefined : cellEdit(line.text, span, value);
        if (edit !== undefined) replace(text, line.start + edit.start, line.start + edit.end, edit.text);
      }
    }
  }
}

function writeBlock(text: MagicString, { start, end, before, after }: BlockPlace, block: string): void {
  replace(text, start, end, `${before}${block}${after}`);
}

function replace(text: MagicString, start: number, end: number, content: string): void {
  if (start === end) text.appendLeft(start, content);
  else if (text.original.slice(start, end) !== content) text.update(start, end, content);
}
