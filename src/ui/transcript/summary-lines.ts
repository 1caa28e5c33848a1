import type { Progress } from "../../engine/model/progress.ts";
import { totalSpent } from "../../engine/model/budget.ts";
import { milestoneSummary, type MilestoneSummary, type QualityGate, type Tally } from "../../state/progress/summary.ts";
import { spentText } from "../../state/progress/spent-text.ts";
import { count } from "../../engine/text/count.ts";

/** The page at the end of a milestone. */
export function summaryLines(progress: Progress): readonly string[] {
  const summary = milestoneSummary(progress);
  return [
    ...issueLines(summary),
    "",
    ...pullLines(summary),
    ...section(
      "Labels applied:",
      summary.labels.map(({ label, count }) => `${label}: ${count}`),
    ),
    ...section(
      "Commands used:",
      summary.commands.map((used) => `${used.command}: ${tally(used)}`),
    ),
    ...spentLines(progress),
    ...section("Quality gates:", summary.gates.map(gateLine)),
    "",
    "Next steps:",
    ...nextSteps(summary).map((step, index) => `${index + 1}. ${step}`),
  ];
}

function issueLines({ issues, skipped }: MilestoneSummary): readonly string[] {
  return [
    `Issues: ${issues.total} total`,
    `  ✅ Completed: ${issues.done}`,
    ...(skipped.length > 0
      ? [`  ⏭️ Skipped: ${skipped.length} (${skipped.map(({ id }) => `#${id}`).join(", ")})`]
      : []),
  ];
}

function pullLines({ pulls }: MilestoneSummary): readonly string[] {
  return [
    `PRs: ${pulls.created} created`,
    ...(pulls.clean > 0 ? [`  ✓ Clean: ${pulls.clean}`] : []),
    ...(pulls.warnings > 0 ? [`  ⚠️ Warnings: ${pulls.warnings}`] : []),
    ...(pulls.fixed.count > 0 ? [`  🔧 Fixed: ${tally(pulls.fixed)}`] : []),
    ...(pulls.approved.count > 0 ? [`  ⚠️ Approved: ${tally(pulls.approved)}`] : []),
  ];
}

/** Returns no lines where no agent reported tokens or cost, which the user's own programs rarely do. */
function spentLines(progress: Progress): readonly string[] {
  const spent = totalSpent(progress);
  return spent?.usd === undefined && spent?.tokens === undefined ? [] : section("Spent:", [spentText(spent)]);
}

function section(heading: string, rows: readonly string[]): readonly string[] {
  return rows.length === 0 ? [] : ["", heading, ...rows.map((row) => `  ${row}`)];
}

function tally({ count, stops }: Tally): string {
  return stops.length === 0 ? `${count}` : `${count} (${stops.join(", ")})`;
}

function gateLine(gate: QualityGate): string {
  if (gate.of === "plan") {
    const verdict =
      gate.verdict === "passed"
        ? "✅ Pre-execution: Passed"
        : `⚠️ Pre-execution: ${gate.verdict === "approved" ? "Approved" : "Refused"}`;
    return `${verdict} (${count(gate.warnings, "warning")})`;
  }
  switch (gate.verdict) {
    case "approved":
      return `✅ Phase ${gate.phase}: Approved`;
    case "skipped":
      return `⏭️ Phase ${gate.phase}: Skipped`;
    case "open":
      return `⏳ Phase ${gate.phase}: Open`;
  }
}

function nextSteps({ pulls, skipped, into, tag }: MilestoneSummary): readonly string[] {
  const named = skipped.map(({ id }) => `#${id}`).join(", ");
  return [
    ...(pulls.open > 0 ? [`Merge ${count(pulls.open, "open PR")}`] : []),
    ...(skipped.length > 0 ? [`Address skipped ${skipped.length === 1 ? "issue" : "issues"} ${named} if needed`] : []),
    into === undefined ? "Create milestone PR" : `Create milestone PR → ${into}`,
    ...(tag === undefined ? [] : [`Tag: ${tag}`]),
  ];
}
