import { isPlaceholder, parseGitHubNumber, parseIssueNumber } from "../ids.ts";
import { linksIn, plainText } from "./markdown.ts";
import type { Priority } from "../../model/plan.ts";

/** Words that people write for a priority instead of P0 to P3. */
const PRIORITY_WORDS: readonly (readonly [Priority, RegExp])[] = [
  ["P0", /\b(?:critical|blocker|urgent|highest|must)\b/i],
  ["P1", /\bhigh\b/i],
  ["P2", /\b(?:medium|normal|should)\b/i],
  ["P3", /\b(?:low|lowest|minor|could)\b/i],
];

/** `P0`, `p1`, `🔴 P0`, `High` (P1). Undefined where the text names no priority; another source or P1 is used then. */
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

/** `#101`, `101`, `[#101](https://…)`, an address. Undefined for `TBD`, `—` and anything else. */
export function gitHubNumberIn(source: string): number | undefined {
  const candidates = [
    plainText(source).replace(/^[^\p{L}\p{N}#]+/u, ""),
    ...linksIn(source).map(({ target }) => target),
  ];
  return candidates.map(parseGitHubNumber).find((number) => number !== undefined);
}

/** Returns the file that a cell names, by a link, as code or in plain text. Undefined for `TBD` and the like. */
export function fileIn(source: string): string | undefined {
  const link = linksIn(source)[0]?.target;
  const name = (link === undefined || link === "" ? plainText(source) : link)
    .replace(/[#?].*$/, "")
    .replace(/^(?:\.\/)+/, "");
  return isPlaceholder(name) ? undefined : name;
}

/** Returns the spec that a cell with other content links to. Undefined for links to web addresses and other files. */
export function linkedSpec(source: string): string | undefined {
  const target = linksIn(source)[0]?.target ?? "";
  return /^(?![a-z]+:\/\/).*\.md(?:[#?]|$)/i.test(target) ? fileIn(source) : undefined;
}

/** Returns the branch that a cell names: its code, or else its first word. Undefined for `TBD` and the like. */
export function branchIn(source: string): string | undefined {
  const name = /`\s*([^`\s]+)\s*`/.exec(source)?.[1] ?? plainText(source).split(/\s/, 1)[0] ?? "";
  return isPlaceholder(name) ? undefined : name;
}

/**
 * Returns the whole value as a branch name, so that a malformed name is refused later and not shortened. A remark in
 * brackets after the name is omitted. Undefined for `TBD` and the like.
 */
export function branchNameIn(source: string): string | undefined {
  const name =
    /`\s*([^`]+?)\s*`/.exec(source)?.[1] ??
    plainText(source)
      .replace(/\s+[([].*$/, "")
      .trim();
  return isPlaceholder(name) ? undefined : name;
}

/** Returns the visible text of a cell. Undefined where it is empty or a placeholder. */
export function textIn(source: string): string | undefined {
  const text = plainText(source);
  return isPlaceholder(text) ? undefined : text;
}
