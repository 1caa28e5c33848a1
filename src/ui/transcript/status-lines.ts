import { titleWithNumber } from "../../engine/plan/lookup.ts";
import type { Progress } from "../../engine/model/progress.ts";
import type { Question } from "../../engine/model/stop.ts";
import { currentIssues, currentPhase, issueCounts, openPulls } from "../../state/progress/selectors.ts";

/**
 * The lines of the `status` command.
 * @param question the open question, whose issue is shown
 */
export function statusLines(progress: Progress, question?: Question): readonly string[] {
  const phase = currentPhase(progress);
  const current = currentIssues(progress);
  const issue = current.find(({ id }) => id === question?.issue) ?? current[0];
  const counts = issueCounts(progress);
  const pulls = openPulls(progress);
  return [
    "📊 Current State",
    "",
    `Milestone: ${progress.milestone}`,
    ...(phase === undefined ? [] : [`Phase: ${phase.number} of ${progress.outline.length}`]),
    ...(issue === undefined ? [] : [`Issue: #${issue.id} — ${titleWithNumber(issue)}`]),
    ...(issue?.pull === undefined ? [] : [`PR: #${issue.pull.number} (${issue.pull.state})`]),
    "",
    "Progress:",
    `  ✅ Done: ${counts.done}`,
    `  ⏳ Current: ${counts.current}`,
    `  📋 Remaining: ${counts.remaining}`,
    `  ⏭️ Skipped: ${counts.skipped}`,
    "",
    `Open PRs: ${pulls.length}`,
    ...(pulls.length === 0 ? [] : [`  ${pulls.map(({ number }) => `#${number}`).join(", ")}`]),
  ];
}
