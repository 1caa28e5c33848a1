// The texts of a review: its body and its line comments. Pure functions.
import { createHash } from "node:crypto";
import type { ReviewFinding } from "../../../model/findings/review.ts";
import { withMarker } from "../pulls/marker.ts";

export interface LineComment {
  readonly path: string;
  readonly line: number;
  readonly body: string;
  readonly fingerprint: string;
}

/** Marker value of every review by the program. */
const REVIEW_MARKER = "1";

/** Returns the line comments for the findings on lines that the diff shows. The body lists all findings. */
export function lineComments(
  findings: readonly ReviewFinding[],
  linesOf: (file: string) => ReadonlySet<number>,
): readonly LineComment[] {
  return findings.flatMap((finding) => {
    const { file, line } = finding;
    if (line === undefined || !linesOf(file).has(line)) return [];
    const fingerprint = fingerprintOf(finding);
    return [{ path: file, line, body: commentBody(finding), fingerprint }];
  });
}

export function reviewBody(findings: readonly ReviewFinding[]): string {
  const heading =
    findings.length === 0
      ? "**Code review:** no issues found"
      : `**Code review:** ${findings.length} ${findings.length === 1 ? "issue" : "issues"}`;
  return withMarker([heading, ...findings.map(listed)].join("\n\n"), "review", REVIEW_MARKER);
}

export function commentBody(finding: ReviewFinding): string {
  return withMarker(`**${finding.severity}:** ${finding.title}${detailOf(finding)}`, "finding", fingerprintOf(finding));
}

/** Returns the new text of a comment whose finding is gone. */
export function fixedBody(body: string): string {
  return `✓ **No longer found**\n\n${body}`;
}

export function isFixed(body: string): boolean {
  return body.startsWith("✓ ");
}

/** Identifies a finding independently of its line, which unrelated edits move. */
export function fingerprintOf({ file, title, severity }: ReviewFinding): string {
  return createHash("sha256")
    .update(JSON.stringify([file, title, severity]))
    .digest("hex")
    .slice(0, 16);
}

function listed(finding: ReviewFinding, index: number): string {
  const place =
    finding.file === "" ? "" : ` — \`${finding.file}${finding.line === undefined ? "" : `#L${finding.line}`}\``;
  const detail = detailOf(finding).replaceAll(/\n(?=.)/g, "\n   ");
  return `${index + 1}. **${finding.severity}:** ${finding.title}${place}${detail}`;
}

function detailOf({ detail }: ReviewFinding): string {
  return detail.trim() === "" ? "" : `\n\n${detail.trim()}`;
}
