import { MagicString } from "magic-string";
import { issueNumberIn } from "./cells.ts";
import { readFrontMatter } from "./front-matter.ts";
import { issueId } from "./ids.ts";
import { issueTablesIn } from "./issue-tables.ts";
import { blocksOf, type Block } from "./markdown.ts";
import { outlineOf, trackingSection, type TrackingSection } from "./outline.ts";
import { cellEdit, cellSpans } from "./table-cells.ts";
import { SECTION_TITLES, sectionLines } from "./tracking-text.ts";
import type { Tracking } from "./tracking.ts";

/**
 * The plan with its tracking sections, and the Status and PR cells of its issue tables, saying what `tracking` says.
 * Every other byte stays: byte order mark, line endings, escaped pipes, short rows, trailing spaces, a missing last line
 * end. No column is ever added. Doing it twice changes nothing more.
 *
 * Within a section the program writes between two hidden comments. What people wrote beside them stays, except for a
 * placeholder (`None yet`), and for a single line below Current Phase, which is the state of before. A section that the
 * plan does not have is added at its end once there is something to tell.
 */
export function updateTracking(source: string, tracking: Tracking): string {
  const text = new MagicString(source);
  const lines = linesOf(source);
  const frontMatter = readFrontMatter(source.replace(/^\uFEFF/, ""));
  const blocks = blocksOf(frontMatter.body, frontMatter.bodyLine);
  writeCells(text, lines, blocks, tracking);
  const eol = /\r\n|\n|\r/.exec(source)?.[0] ?? "\n";
  let added = "";
  for (const section of Object.keys(SECTION_TITLES) as TrackingSection[]) {
    const content = sectionLines(section, tracking);
    const place = placeOf(section, source, lines, blocks);
    if (place !== undefined) writeBlock(text, place, blockOf(section, content, eol));
    else if (content.length > 0) added += `${eol}## ${SECTION_TITLES[section]}${eol}${eol}${blockOf(section, content, eol)}${eol}`;
  }
  if (added !== "") text.append(/[\r\n]$/.test(source) ? added : `${eol}${added}`);
  return text.toString();
}

/** A line of the source, its line end left out. */
interface Line {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

function linesOf(source: string): readonly Line[] {
  const lines: Line[] = [];
  let start = source.startsWith("\uFEFF") ? 1 : 0;
  for (const { 0: eol, index } of source.matchAll(/\r\n|\n|\r/g)) {
    lines.push({ start, end: index, text: source.slice(start, index) });
    start = index + eol.length;
  }
  return [...lines, { start, end: source.length, text: source.slice(start) }];
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
      const values = [[status, state.status], [pull, state.pull === undefined ? undefined : `#${state.pull}`]] as const;
      for (const [column, value] of values) {
        // A short row has no such cell, and gets none.
        const span = column === undefined ? undefined : spans[column];
        const edit = span === undefined || value === undefined ? undefined : cellEdit(line.text, span, value);
        if (edit !== undefined) text.update(line.start + edit.start, line.start + edit.end, edit.text);
      }
    }
  }
}

/** What is replaced, and what goes before and after the new block. An empty span is an insertion. */
interface BlockPlace {
  readonly start: number;
  readonly end: number;
  readonly before: string;
  readonly after: string;
}

function placeOf(section: TrackingSection, source: string, lines: readonly Line[], blocks: readonly Block[]): BlockPlace | undefined {
  // The comments are looked for as they stand: they are found wherever in the page they were written.
  const start = source.indexOf(opening(section));
  if (start >= 0) {
    const end = source.indexOf(closing(section), start);
    return { start, end: end < 0 ? start + opening(section).length : end + closing(section).length, before: "", after: "" };
  }
  const index = blocks.findIndex((block) => block.kind === "heading" && trackingSection(block.text) === section);
  const heading = blocks[index];
  if (heading === undefined) return undefined;
  const nextHeading = blocks.slice(index + 1).find((block) => block.kind === "heading");
  return placeBelow(section, heading.end, nextHeading === undefined ? lines.length : nextHeading.line - 1, source, lines);
}

/** @param from the heading's last line; `to` is the last line of its section, both from 1 */
function placeBelow(section: TrackingSection, from: number, to: number, source: string, lines: readonly Line[]): BlockPlace {
  const body = lines.slice(from, to);
  const said = body.filter(({ text }) => text.trim() !== "");
  const [only] = said;
  if (only !== undefined && said.length === 1 && (section === "current" || isPlaceholder(only.text))) {
    return { start: only.start, end: only.end, before: "", after: "" };
  }
  const eol = /\r\n|\n|\r/.exec(source)?.[0] ?? "\n";
  const at = lines[from - 1]?.end ?? source.length;
  return { start: at, end: at, before: eol + eol, after: said.length > 0 && body[0]?.text.trim() !== "" ? eol : "" };
}

function isPlaceholder(line: string): boolean {
  const words = line.replace(/[*_()<>[\].!-]+/g, " ").replace(/\s+/g, " ").trim();
  return /^(?:none|none yet|nothing|nothing yet|n\/a|tbd|empty|—|–|no [\p{L} ]{1,30}(?:yet|so far)?)?$/iu.test(words);
}

function writeBlock(text: MagicString, { start, end, before, after }: BlockPlace, block: string): void {
  const content = `${before}${block}${after}`;
  if (start === end) text.appendLeft(start, content);
  else if (text.original.slice(start, end) !== content) text.update(start, end, content);
}

function blockOf(section: TrackingSection, content: readonly string[], eol: string): string {
  return [opening(section), ...(content.length === 0 ? ["None"] : content), closing(section)].join(eol);
}

function opening(section: TrackingSection): string {
  return `<!-- milestone-tui:begin ${section} -->`;
}

function closing(section: TrackingSection): string {
  return `<!-- milestone-tui:end ${section} -->`;
}
