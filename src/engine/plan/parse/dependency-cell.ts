import { isPlaceholder, parseIssueNumber } from "../ids.ts";
import { linksIn, plainText } from "./markdown.ts";

/** A longer range is taken for a typing error, and is not expanded. */
const MAX_RANGE = 1000;

/**
 * Splits a table cell or a front matter entry into single dependencies, as written, and expands ranges. Parts that are
 * neither a number nor a file name are returned unchanged, so that the plan review reports them.
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
    .filter((part) => !isPlaceholder(part))
    .flatMap(separated)
    .flatMap(expanded);
}

/** Returns the visible text. Links to specs are replaced by the file name, unless their text is an issue number. */
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

/** Splits `#01 #02` and `#01/#02` into two. `M2 #04` stays whole, since it names an issue of another milestone. */
function separated(part: string): readonly string[] {
  return /^#?\d+(?:[\s/]+#?\d+)+$/.test(part) ? part.split(/[\s/]+/) : [part];
}

/** Expands a range such as `#01-#03` into its issues. Returns any other text unchanged. */
function expanded(part: string): readonly string[] {
  const range = /^(?:issues?\s*)?#?(\d{1,6})\s*(?:[-–—]|\.{2,3}|…|\bto\b|\bthrough\b|\bbis\b)\s*#?(\d{1,6})$/i.exec(
    part,
  );
  const [from, to] = [Number(range?.[1]), Number(range?.[2])];
  if (range === null || to < from || to - from >= MAX_RANGE) return [part];
  return Array.from({ length: to - from + 1 }, (_, index) => `#${String(from + index).padStart(2, "0")}`);
}
