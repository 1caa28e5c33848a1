import { plannedSchedule } from "../../engine/run/scheduling/planned-schedule.ts";
import { simulate, type Move } from "../../engine/run/scheduling/simulate.ts";
import { branchOf } from "../../engine/plan/branch-name.ts";
import { requireIssue, titleWithNumber } from "../../engine/plan/lookup.ts";
import { findingsOf, type Plan } from "../../engine/model/plan.ts";
import type { LoadedPlan } from "../../engine/plan/sources/load-plan.ts";
import { reviewPlan } from "../../engine/plan/review/review-plan.ts";
import { loadState } from "../../state/journal/load-state.ts";
import { count } from "../../engine/text/count.ts";
import { scheduleLines } from "../../ui/reports/schedule-report.ts";
import type { MilestonePlace, Project } from "../composition/project.ts";

/** Prints what a run would do now, and changes nothing. Exit code 3 where it would stop at the quality gate, else 0. */
export async function dryRun({
  project,
  place,
  loaded,
  lanes,
}: {
  project: Project;
  place: MilestonePlace;
  loaded: LoadedPlan;
  lanes: number;
}): Promise<number> {
  const { plan } = loaded;
  const { progress } = await loadState(place.stateFolder, place.milestone);
  const review = reviewPlan(loaded);
  const criticals = findingsOf(review, "critical");
  const warnings = findingsOf(review, "warning");
  const moves = simulate(plan, progress, lanes);
  const schedule = lanes > 1 ? scheduleLines(plan, plannedSchedule(plan, moves, lanes)) : [];
  const existing = await project.repository.remoteHeads([plan.milestoneBranch]);
  const base = existing.size > 0 ? "(exists)" : `(would be created from ${plan.baseBranch} and pushed)`;

  const lines = [
    `Dry run of ${place.milestone}: nothing is changed`,
    "",
    `Quality gate: ${count(criticals.length, "critical issue")}, ${count(warnings.length, "warning")}`,
    ...criticals.map(({ text }) => `  🛑 ${text}`),
    ...warnings.map(({ text }) => `  ⚠️ ${text}`),
    "",
    `Base branch: ${plan.milestoneBranch} ${base}`,
    `Next: ${nextMoves(plan, moves)}`,
    "",
    "In this order:",
    ...moves.map((move) => `  ${describeMove(plan, move)}`),
    ...(schedule.length > 0 ? ["", ...schedule] : []),
    ...section(
      "Stops to expect:",
      findingsOf(review, "info")
        .filter(({ rule }) => rule === "expected-stop")
        .map(({ text }) => text),
    ),
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
  return criticals.length > 0 ? 3 : 0;
}

/** The issues that start at once, or the move that comes before them. */
function nextMoves(plan: Plan, moves: readonly Move[]): string {
  const [first] = moves;
  if (first === undefined) return "nothing";
  if (first.kind !== "issue") return describeMove(plan, first);
  return moves
    .flatMap((move) => (move.kind === "issue" && move.start === first.start ? move.issue : []))
    .map((id) => `Issue #${id}: ${titleWithNumber(requireIssue(plan, id))}`)
    .join("; ");
}

function describeMove(plan: Plan, move: Move): string {
  switch (move.kind) {
    case "issue": {
      const issue = requireIssue(plan, move.issue);
      return `→ Issue #${issue.id}: ${titleWithNumber(issue)} [${issue.priority}] on ${branchOf(plan, issue)}`;
    }
    case "skip":
      return `⏭️ Issue #${move.issue} skipped: ${move.reason}`;
    case "boundary":
      return `🛑 Phase ${move.phase} complete: continue | skip-phase | abort`;
    case "complete":
      return "✓ Milestone complete";
  }
}

function section(heading: string, rows: readonly string[]): readonly string[] {
  return rows.length === 0 ? [] : ["", heading, ...rows.map((row) => `  ${row}`)];
}
