import { endOfLine, type Line } from "../parse/lines.ts";
import type { Block } from "../parse/markdown.ts";
import { trackingSection, type TrackingSection } from "../parse/outline.ts";
import { closing, opening } from "./tracking-text.ts";

/**
 * Where a block is written: it replaces the text from `start` to `end`, in UTF-16 units, or is inserted where both are
 * equal. `before` and `after` are written around it.
 */
export interface BlockPlace {
  readonly start: number;
  readonly end: number;
  readonly before: string;
  readonly after: string;
}

/**
 * Returns where the block of a section is, or where it is to be inserted. Undefined where the plan has no such section.
 */
export function blockPlaceOf(
  section: TrackingSection,
  source: string,
  lines: readonly Line[],
  blocks: readonly Block[],
): BlockPlace | undefined {
  // The marker comments are searched in the text, not in the Markdown blocks, so that they are found even in code.
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
  const nonBlank = body.filter(({ text }) => text.trim() !== "");
  const [line] = nonBlank;
  const isProse = only !== undefined && only.kind !== "table" && others.length === 0 && nonBlank.length === 1;
  if (isProse && line !== undefined && (section === "current" || isPlaceholderLine(line.text)))
    return { start: line.start, end: line.end, before: "", after: "" };
  const eol = endOfLine(source);
  const at = lines[heading.end - 1]?.end ?? source.length;
  return {
    start: at,
    end: at,
    before: eol + eol,
    after: nonBlank.length > 0 && body[0]?.text.trim() !== "" ? eol : "",
  };
}

const PLACEHOLDER = new RegExp(
  String.raw`^(?:none|none yet|nothing|nothing yet|n\/a|tbd|empty|[-—–]|` +
    String.raw`no (?:[a-z]+ ){0,2}(?:issues|prs|pull requests)(?: yet| so far)?)$`,
  "i",
);

/** Whether a line only says that a section is empty, such as "None yet." */
function isPlaceholderLine(line: string): boolean {
  const words = line
    .replace(/[*_()<>[\].!]+/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  return PLACEHOLDER.test(words);
}
