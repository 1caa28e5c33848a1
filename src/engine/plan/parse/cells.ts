import { isNothing, parseGitHubNumber, parseIssueNumber } from "../ids.ts";
import { linksIn, plainText } from "./markdown.ts";
import type { Priority } from "../../model/plan.ts";

/** What people write for a priority where they do not write P0 to P3. */
const PRIORITY_WORDS: readonly (readonly [Priority, RegExp])[] = [
  ["P0", /\b(?:critical|blocker|urgent|highest|must)\b/i],
  ["P1", /\bhigh\b/i],
  ["P2", /\b(?:medium|normal|should)\b/i],
  ["P3", /\b(?:low|lowest|minor|could)\b/i],
];

/** `P0`, `p1`, `🔴 P0`, `High` (P1). Undefined where nothing of the kind is said: the next source, at last P1, holds. */
export function priorityIn(source: string): Priority | undefined {
  const text = plainText(source);
  const digit = /\bp([0-9])\b/i.exec(text)?.[1];
  if (digit !== undefined) return (["P0", "P1", "P2"] as const)[Number(digit)] ?? "P3";
  return PRIORITY_WORDS.find(([, words]) => words.test(text))?.[0];
}

/** `#01`, `01`, `**1**`, `[#01](01-x.md)`, `✅ #01`. */
export function issueNumberIn(source: string): number | undefined {
  return parseIssueNumber(plainText(source).replace(/^[^\p{L}\p{N}#]+|[^\p{L}\p{N}]+$/gu, ""));
}

/** `#101`, `101`, `[#101](https://…)`, an address. Undefined for `TBD`, `—` and anything that is no number. */
export function gitHubNumberIn(source: string): number | undefined {
  const found = [plainText(source).replace(/^[^\p{L}\p{N}#]+/u, ""), ...linksIn(source).map(({ target }) => target)];
  return found.map(parseGitHubNumber).find((number) => number !== undefined);
}

/** A file as a cell names it: the target of a link, code, or plain words. Undefined for `TBD` and the like. */
export function fileIn(source: string): string | undefined {
  const link = linksIn(source)[0]?.target;
  const name = (link === undefined || link === "" ? plainText(source) : link)
    .replace(/[#?].*$/, "")
    .replace(/^(?:\.\/)+/, "");
  return isNothing(name) ? undefined : name;
}

/** The spec that a cell links to beside what it says. */
export function linkedSpec(source: string): string | undefined {
  const target = linksIn(source)[0]?.target ?? "";
  return /^(?![a-z]+:\/\/).*\.md(?:[#?]|$)/i.test(target) ? fileIn(source) : undefined;
}

/** A branch as a cell or a line names it: the code, or else the first word. Undefined for `TBD` and the like. */
export function branchIn(source: string): string | undefined {
  const name = /`\s*([^`\s]+)\s*`/.exec(source)?.[1] ?? plainText(source).split(/\s/, 1)[0] ?? "";
  return isNothing(name) ? undefined : name;
}

/** The whole value as a name, so that a wrong one is refused rather than shortened; a remark in brackets may follow. */
export function branchNameIn(source: string): string | undefined {
  const name =
    /`\s*([^`]+?)\s*`/.exec(source)?.[1] ??
    plainText(source)
      .replace(/\s+[([].*$/, "")
      .trim();
  return isNothing(name) ? undefined : name;
}

/** Visible text, or undefined where the cell says nothing. */
export function textIn(source: string): string | undefined {
  const text = plainText(source);
  return isNothing(text) ? undefined : text;
}
