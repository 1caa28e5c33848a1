import { sanitizeLine } from "../../engine/text/sanitize.ts";
import { findingsOf, type PlanFinding, type PlanReview, type PlanSeverity } from "../../engine/model/plan.ts";

const KINDS: readonly {
  readonly severity: PlanSeverity;
  readonly mark: string;
  readonly one: string;
  readonly many: string;
}[] = [
  { severity: "critical", mark: "🛑", one: "critical issue", many: "critical issues" },
  { severity: "warning", mark: "⚠️", one: "warning", many: "warnings" },
  { severity: "info", mark: "ℹ️", one: "note", many: "notes" },
];

/** A plan review for the terminal, line by line. */
export function planReviewLines(milestone: string, review: PlanReview): readonly string[] {
  const groups = KINDS.flatMap(({ severity, mark, one, many }) => {
    const findings = findingsOf(review, severity);
    if (findings.length === 0) return [];
    return [
      `${mark} ${findings.length} ${findings.length === 1 ? one : many}`,
      "",
      ...findings.flatMap(findingLines),
      "",
    ];
  });
  return [`🔍 Plan review: ${milestone}`, "", ...groups, `Verdict: ${review.verdict}`];
}

/** The same as a page, `PLAN_REVIEW.md`. Without a date: the same plan gives the same page. */
export function planReviewPage(milestone: string, review: PlanReview): string {
  const groups = KINDS.flatMap(({ severity, mark, one, many }) => {
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
  const counts = KINDS.map(({ severity, one, many }) => {
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

/** What is in a plan must not break the table, nor become markup. */
function cell(text: string): string {
  return sanitizeLine(text).replace(/[\\`*_<>[\]|]/g, "\\$&");
}
