// The words of a review: what stands on lines, what in its body. Pure.
import { createHash } from "node:crypto";
import type { ReviewFinding } from "../../../model/review.ts";
import { withMarker } from "../pulls/marker.ts";

export interface LineComment {
  readonly path: string;
  readonly line: number;
  readonly body: string;
  readonly fingerprint: string;
}

const REVIEW = "1";

/** Findings on lines the diff shows become line comments; the body lists all of them. */
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
  return withMarker([heading, ...findings.map(listed)].join("\n\n"), "review", REVIEW);
}

export function commentBody(finding: ReviewFinding): string {
  return withMarker(`**${finding.severity}:** ${finding.title}${detailOf(finding)}`, "finding", fingerprintOf(finding));
}

/** What a comment becomes once its finding is gone. */
export function fixedBody(body: string): string {
  return `✓ **No longer found**\n\n${body}`;
}

export function isFixed(body: string): boolean {
  return body.startsWith("✓ ");
}

/** The same finding after unrelated edits moved its line. */
export function fingerprintOf({ file, title, severity }: ReviewFinding): string {
  return createHash("sha256")
    .update(JSON.stringify([file, title, severity]))
    .digest("hex")
    .slice(0, 16);
}

function listed(finding: ReviewFinding, index: number): string {
  const place =
    finding.file === "" ? "" : ` — \`${finding.file}${finding.line === undefined ? "" : `#L${finding.line}`}\``;
  return `${index + 1}. **${finding.severity}:** ${finding.title}${place}${detailOf(finding).replaceAll(/\n(?=.)/g, "\n   ")}`;
}

function detailOf({ detail }: ReviewFinding): string {
  return detail.trim() === "" ? "" : `\n\n${detail.trim()}`;
}
