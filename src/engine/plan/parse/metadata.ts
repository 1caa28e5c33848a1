import { branchNameIn } from "./cells.ts";
import { isPlaceholder, parseGitHubNumber } from "../ids.ts";
import { plainText } from "./markdown.ts";
import type { Outline } from "./outline.ts";

/** What a plan states about itself outside its phases. Undefined where it states nothing. */
export interface Metadata {
  readonly milestoneBranch: string | undefined;
  readonly milestoneBranchLine: number | undefined;
  readonly baseBranch: string | undefined;
  readonly baseBranchLine: number | undefined;
  readonly scopeTags: readonly string[];
  readonly status: string | undefined;
  readonly epicIssue: number | undefined;
  readonly totalIssues: Entry<number> | undefined;
}

export interface Entry<T> {
  readonly value: T;
  readonly line: number;
}

/** Keys in lower case, and what they set. */
const KEYS: Readonly<Record<string, keyof Metadata>> = {
  "milestone branch": "milestoneBranch",
  "base branch": "baseBranch",
  "scope tags": "scopeTags",
  "scope tag": "scopeTags",
  status: "status",
  "epic issue": "epicIssue",
  epic: "epicIssue",
  "total issues": "totalIssues",
};

/**
 * Reads the metadata from front matter, `**Key:** value` lines, list items and table rows. Front matter takes
 * precedence, then the first entry with a value. Phases and tracking sections have lines that look the same; they are
 * omitted.
 */
export function readMetadata(outline: Outline, frontMatter: Readonly<Record<string, unknown>>): Metadata {
  const found = new Map<keyof Metadata, Entry<string>>();
  for (const { key, value, line } of [...frontMatterEntries(frontMatter), ...entriesIn(outline)]) {
    const name = KEYS[key];
    if (name !== undefined && !found.has(name) && !isPlaceholder(plainText(value))) found.set(name, { value, line });
  }
  const text = (key: keyof Metadata) => plainText(found.get(key)?.value ?? "") || undefined;
  return {
    milestoneBranch: branchNameIn(found.get("milestoneBranch")?.value ?? ""),
    milestoneBranchLine: found.get("milestoneBranch")?.line,
    baseBranch: branchNameIn(found.get("baseBranch")?.value ?? ""),
    baseBranchLine: found.get("baseBranch")?.line,
    scopeTags: tagsIn(text("scopeTags") ?? ""),
    status: text("status"),
    epicIssue: epicIn(text("epicIssue") ?? ""),
    totalIssues: totalIn(found.get("totalIssues")),
  };
}

function* frontMatterEntries(
  values: Readonly<Record<string, unknown>>,
): Generator<{ key: string; value: string; line: number }> {
  for (const [key, value] of Object.entries(values)) {
    const scalars = [value].flat().filter((entry) => typeof entry === "string" || typeof entry === "number");
    yield { key: key.replace(/[-_]/g, " "), value: scalars.join(", "), line: 1 };
  }
}

function* entriesIn(outline: Outline): Generator<{ key: string; value: string; line: number }> {
  let open: { key: string; value: string; line: number } | undefined;
  for (const { block, place } of outline.blocks) {
    if (place.in !== "elsewhere") continue;
    if (block.kind === "table") {
      for (const row of [{ cells: block.header, line: block.line }, ...block.rows]) {
        if (row.cells.length === 2)
          yield { key: keyName(row.cells[0] ?? ""), value: row.cells[1] ?? "", line: row.line };
      }
      continue;
    }
    // A list after a key without a value, such as "**Scope Tags:**", is its value.
    if (block.kind === "item" && open !== undefined && !block.text.includes(":")) {
      open = { ...open, value: open.value === "" ? block.text : `${open.value}, ${block.text}` };
      continue;
    }
    if (open !== undefined) yield open;
    open = undefined;
    for (const [index, line] of block.text.split("\n").entries()) {
      const pair = /^([^:]{1,60}?)\s*:(?=[\s*_]|$)[*_]*\s*(.*)$/.exec(line.trim().replace(/\\$/, ""));
      if (pair === null) continue;
      if (open !== undefined) yield open;
      open = { key: keyName(pair[1] ?? ""), value: pair[2] ?? "", line: block.line + index };
      if (open.value !== "") {
        yield open;
        open = undefined;
      }
    }
  }
  if (open !== undefined) yield open;
}

function keyName(source: string): string {
  return source
    .toLowerCase()
    .replace(/[^\p{L}\p{N} ]+/gu, " ")
    .replace(/\s+/g, " ")
    .trim();
}

function tagsIn(text: string): readonly string[] {
  return [
    ...new Set(
      text
        .replace(/[[\]"'`]/g, "")
        .split(/[,;]/)
        .map((tag) => tag.trim())
        .filter((tag) => !isPlaceholder(tag)),
    ),
  ];
}

function epicIn(text: string): number | undefined {
  return parseGitHubNumber(/#\d+/.exec(text)?.[0] ?? text);
}

function totalIn(entry: Entry<string> | undefined): Entry<number> | undefined {
  const digits = /\d+/.exec(plainText(entry?.value ?? ""))?.[0];
  return entry === undefined || digits === undefined ? undefined : { value: Number(digits), line: entry.line };
}
