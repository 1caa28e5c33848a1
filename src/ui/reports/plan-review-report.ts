import { sanitizeLine } from "../../engine/text/sanitize.ts";
import { findingsOf, type PlanReview } from "../../engine/model/plan.ts";
import type { PlanFinding, PlanSeverity } from "../../engine/model/findings/plan-finding.ts";

const SEVERITIES: readonly {
  readonly severity: PlanSeverity;
  readonly mark: string;
  readonly one: string;
  readonly many: string;
}[] = [
  { severity: "critical", mark: "🛑", one: "critical issue", many: "critical issues" },
  { severity: "warning", mark: "⚠️", one: "warning", many: "warnings" },
  { severity: "info", mark: "ℹ️", one: "note", many: "notes" },
];

/**
 * Returns a plan review as lines for the terminal.
 * @param schedule lines of the schedule with several lanes
 */
export function planReviewLines(
  milestone: string,
  review: PlanReview,
  schedule: readonly string[] = [],
): readonly string[] {
  const groups = SEVERITIES.flatMap(({ severity, mark, one, many }) => {
    const findings = findingsOf(review, severity);
    if (findings.length === 0) return [];
    return [
      `${mark} ${findings.length} ${findings.length === 1 ? one : many}`,
      "",
      ...findings.flatMap(findingLines),
      "",
    ];
  });
  return [
    `🔍 Plan review: ${milestone}`,
    "",
    ...groups,
    ...schedule,
    ...(schedule.length > 0 ? [""] : []),
    `Verdict: ${review.verdict}`,
  ];
}

/**
 * Returns a plan review as the Markdown page `PLAN_REVIEW.md`. It has no date, so that equal reviews give equal pages.
 */
export function planReviewPage(milestone: string, review: PlanReview): string {
  const groups = SEVERITIES.flatMap(({ severity, mark, one, many }) => {
    const findings = findingsOf(review, severity);
    if (findings.length === 0) return [];
    const rows = findings.map(
      ({ rule, text, fix, ...place }) => `| ${[text, placeOf(place), fix, rule].map(cell).join(" | ")} |`,
    );
    return [
      `## ${mark} ${findings.length} ${findings.length === 1 ? one : many}`,
      "",
      "| Finding | Where | Fix | Rule |",
      "| --- | --- | --- | --- |",
      ...rows,
      "",
    ];
  });
  const counts = SEVERITIES.map(({ severity, one, many }) => {
    const { length } = findingsOf(review, severity);
    return `${length} ${length === 1 ? one : many}`;
  });
  return [
    `# Plan Review: ${milestone}`,
    "",
    `**Verdict:** ${review.verdict} (${counts.join(", ")})`,
    "",
    ...groups,
  ].join("\n");
}

function findingLines(finding: PlanFinding, index: number): readonly string[] {
  return [
    `${index + 1}. ${sanitizeLine(finding.text)}`,
    `   ${sanitizeLine(placeOf(finding))} · ${finding.rule}`,
    `   → ${sanitizeLine(finding.fix)}`,
  ];
}

function placeOf({ file, line }: Pick<PlanFinding, "file" | "line">): string {
  return line === undefined ? file : `${file}:${line}`;
}

/** Escapes text from a plan for a Markdown table cell. */
function cell(text: string): string {
  return sanitizeLine(text).replace(/[\\`*_<>[\]|]/g, "\\$&");
}
