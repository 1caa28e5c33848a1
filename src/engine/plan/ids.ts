import type { IssueId, MilestoneId } from "../model/plan.ts";

/** `M3`, `m3`, `3`, `m03` → `m3`; `4.1` → `m4.1`. Undefined for anything else. */
export function parseMilestoneId(text: string): MilestoneId | undefined {
  const numbers = /^m?(\d{1,6}(?:\.\d{1,6})*)$/i.exec(text.trim())?.[1];
  return numbers === undefined ? undefined : `m${numbers.split(".").map(Number).join(".")}`;
}

/**
 * Returns the milestone of a folder: `m3`, `M3`, `m3-user-auth` → `m3`. Undefined for other names, such as `03-notes`.
 */
export function milestoneOfFolder(name: string): MilestoneId | undefined {
  const id = /^(m\d{1,6}(?:\.\d{1,6})*)(?:[-_ ].*)?$/i.exec(name)?.[1];
  return id === undefined ? undefined : parseMilestoneId(id);
}

/** Formats a plan number with at least two digits. */
export function issueId(number: number): IssueId {
  return String(number).padStart(2, "0");
}

/** `#01`, `01`, `1`, `Issue 01`, `Issue #01` → 1. Undefined for anything else. */
export function parseIssueNumber(text: string): number | undefined {
  const digits = /^(?:(?:issue|plan)\s*)?#?\s*(\d{1,9})$/i.exec(text.trim())?.[1];
  return digits === undefined ? undefined : Number(digits);
}

const GITHUB_NUMBER = new RegExp(
  String.raw`^(?:\S*\/(?:issues|pull)\/|[\w.-]+\/[\w.-]+#|(?:github|gh)\s*(?:issue\s*)?[-#]?\s*|#\s*)?` +
    String.raw`(\d{1,9})(?:[#?]\S*)?$`,
  "i",
);

/** `#101`, `101`, `GH-101`, `owner/repo#101` and the address of an issue → 101. Undefined for anything else. */
export function parseGitHubNumber(text: string): number | undefined {
  const digits = GITHUB_NUMBER.exec(text.trim())?.[1];
  const number = Number(digits);
  return digits === undefined || number === 0 ? undefined : number;
}

/** Whether a value is empty or a placeholder such as `—`, `None` or `TBD`. */
export function isPlaceholder(text: string): boolean {
  return /^(?:[-–—−.]*|none\.?|n\/a|na|nil|null|tbd|tba|nothing|\?)$/i.test(text.trim());
}
