import { endOfLine, type Line } from "../parse/lines.ts";
import type { Block } from "../parse/markdown.ts";
import { trackingSection, type TrackingSection } from "../parse/outline.ts";
import { closing, opening } from "./tracking-text.ts";

/** What is replaced, and what goes before and after the new block. An empty span is an insertion. */
export interface BlockPlace {
  readonly start: number;
  readonly end: number;
  readonly before: string;
  readonly after: string;
}

/** Where a section's block is, or where it is to go; undefined where the plan has no such section. */
export function placeOf(
  section: TrackingSection,
  source: string,
  lines: readonly Line[],
  blocks: readonly Block[],
): BlockPlace | undefined {
  // The comments are looked for as they stand: they are found wherever in the page they were written.
  const start = source.indexOf(opening(section));
  if (start >= 0) {
    const end = source.indexOf(closing(section), start);
    return {
      start,
      end: end < 0 ? start + opening(section).length : end + closing(section).length,
      before: "",
      after: "",
    };
  }
  const index = blocks.findIndex((block) => block.kind === "heading" && trackingSection(block.text) === section);
  const heading = blocks[index];
  if (heading === undefined) return undefined;
  const below = blocks.slice(index + 1);
  const next = below.findIndex((block) => block.kind === "heading");
  const [only, ...others] = next < 0 ? below : below.slice(0, next);
  const body = lines.slice(heading.end, next < 0 ? lines.length : (below[next]?.line ?? 1) - 1);
  const said = body.filter(({ text }) => text.trim() !== "");
  const [line] = said;
  const isProse = only !== undefined && only.kind !== "table" && others.length === 0 && said.length === 1;
  if (isProse && line !== undefined && (section === "current" || isPlaceholder(line.text)))
    return { start: line.start, end: line.end, before: "", after: "" };
  const eol = endOfLine(source);
  const at = lines[heading.end - 1]?.end ?? source.length;
  return { start: at, end: at, before: eol + eol, after: said.length > 0 && body[0]?.text.trim() !== "" ? eol : "" };
}

function isPlaceholder(line: string): boolean {
  const words = line
    .replace(/[*_()<>[\].!]+/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  return /^(?:none|none yet|nothing|nothing yet|n\/a|tbd|empty|[-—–]|no (?:[a-z]+ ){0,2}(?:issues|prs|pull requests)(?: yet| so far)?)$/i.test(
    words,
  );
}
