import { isNothing, parseIssueNumber } from "../ids.ts";
import { linksIn, plainText } from "./markdown.ts";

/** A range longer than this is a slip of the pen, not a dependency. */
const LONGEST_RANGE = 1000;

/**
 * The single dependencies that a cell or a front matter entry names, as they are written there; ranges are written out.
 * Nothing is dropped: what is no number and no file name comes back as it stands, for the review to report.
 */
export function splitDependencies(source: string): readonly string[] {
  const text = withFileNames(source).replace(/\(([^()]*)\)/g, (_note, inside: string) =>
    /#\s*\d|\.md\b/.test(inside) ? `,${inside},` : "",
  );
  return text
    .split(/[,;、&+\n]|\s+(?:and|und)\s+/i)
    .map((part) =>
      part
        .trim()
        .replace(/^(?:and|depends on|requires|after)\s+/i, "")
        .replace(/\.$/, ""),
    )
    .filter((part) => !isNothing(part))
    .flatMap(separated)
    .flatMap(writtenOut);
}

/** Visible text, where a link to a spec whose text is no number stands for its file. */
function withFileNames(source: string): string {
  let text = plainText(source.replace(/<br\s*\/?>/gi, ", "));
  for (const link of linksIn(source)) {
    const label = plainText(link.text);
    const file = link.target.split("/").at(-1) ?? "";
    if (file.endsWith(".md") && label !== "" && parseIssueNumber(label) === undefined)
      text = text.replace(label, () => file);
  }
  return text;
}

/** `#01 #02` names two; `M2 #04` names one thing that is not of this plan. `#01/#02` names two as well. */
function separated(part: string): readonly string[] {
  return /^#?\d+(?:[\s/]+#?\d+)+$/.test(part) ? part.split(/[\s/]+/) : [part];
}

function writtenOut(part: string): readonly string[] {
  const range = /^(?:issues?\s*)?#?(\d{1,6})\s*(?:[-–—]|\.{2,3}|…|\bto\b|\bthrough\b|\bbis\b)\s*#?(\d{1,6})$/i.exec(
    part,
  );
  const [from, to] = [Number(range?.[1]), Number(range?.[2])];
  if (range === null || to < from || to - from >= LONGEST_RANGE) return [part];
  return Array.from({ length: to - from + 1 }, (_, index) => `#${String(from + index).padStart(2, "0")}`);
}
