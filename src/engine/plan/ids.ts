import type { IssueId, MilestoneId } from "../model/plan.ts";

/** `M3`, `m3`, `3`, `m03` → `m3`; `4.1` → `m4.1`. Undefined where it is no milestone number. */
export function parseMilestoneId(text: string): MilestoneId | undefined {
  const numbers = /^m?(\d{1,6}(?:\.\d{1,6})*)$/i.exec(text.trim())?.[1];
  return numbers === undefined ? undefined : `m${numbers.split(".").map(Number).join(".")}`;
}

/** The milestone a folder is for: `m3`, `M3` and `m3-user-auth` are for `m3`. The `m` is needed here: `03-notes` is no milestone. */
export function milestoneOfFolder(name: string): MilestoneId | undefined {
  const id = /^(m\d{1,6}(?:\.\d{1,6})*)(?:[-_ ].*)?$/i.exec(name)?.[1];
  return id === undefined ? undefined : parseMilestoneId(id);
}

/** An issue number as it is shown: at least two digits. */
export function issueId(number: number): IssueId {
  return String(number).padStart(2, "0");
}

/** `#01`, `01`, `1`, `Issue 01`, `Issue #01` → 1. Undefined for anything else. */
export function parseIssueNumber(text: string): number | undefined {
  const digits = /^(?:(?:issue|plan)\s*)?#?\s*(\d{1,9})$/i.exec(text.trim())?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** `#101`, `101`, `GH-101`, `owner/repo#101` and the address of an issue → 101. Undefined for anything else. */
export function parseGitHubNumber(text: string): number | undefined {
  const digits =
    /^(?:\S*\/(?:issues|pull)\/|[\w.-]+\/[\w.-]+#|(?:github|gh)\s*(?:issue\s*)?[-#]?\s*|#\s*)?(\d{1,9})(?:[#?]\S*)?$/i.exec(
      text.trim(),
    )?.[1];
  const number = Number(digits);
  return digits === undefined || number === 0 ? undefined : number;
}

/** Cells that people fill where there is nothing to say: empty, `—`, `None`, `TBD`. */
export function isNothing(text: string): boolean {
  return /^(?:[-–—−.]*|none\.?|n\/a|na|nil|null|tbd|tba|nothing|\?)$/i.test(text.trim());
}
