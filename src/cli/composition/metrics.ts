import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { IssueProgress, Progress, Spent } from "../../engine/model/progress.ts";
import { totalSpent } from "../../engine/model/budget.ts";
import { knownIssues } from "../../state/progress/selectors.ts";
import { milestoneSummary } from "../../state/progress/summary.ts";

/**
 * Writes the metrics of a run as JSON.
 * @param file the path; `metrics.json` in the milestone folder where it is empty
 */
export async function writeMetrics(file: string, milestoneFolder: string, progress: Progress): Promise<void> {
  const path = file === "" ? join(milestoneFolder, "metrics.json") : resolve(file);
  await writeFile(path, `${JSON.stringify(metricsOf(progress), null, 2)}\n`);
}

function metricsOf(progress: Progress) {
  return {
    version: 1,
    milestone: progress.milestone,
    completed: progress.completed,
    starts: progress.starts,
    startedAt: progress.startedAt,
    ...milestoneSummary(progress),
    usage: usageMetrics(totalSpent(progress)),
    perIssue: knownIssues(progress).map((issue) => ({
      ...issueMetrics(issue),
      usage: usageMetrics(progress.spent[issue.id]),
    })),
    decisions: progress.decisions,
  };
}

function issueMetrics(issue: IssueProgress) {
  const { id, title, state, startedAt, finishedAt, change, tests, pull, labels, fixes, reviews } = issue;
  const seconds =
    startedAt === undefined || finishedAt === undefined
      ? null
      : (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000;
  return {
    id,
    title,
    state,
    seconds,
    files: change?.files.length ?? 0,
    lines: change?.lines ?? 0,
    tests: tests?.counts ?? null,
    pull: pull?.number ?? null,
    labels: labels.map(({ label }) => label),
    fixes,
    reviews,
  };
}

/** `null` means unknown. `atLeast` is set where the usage of some tasks is unknown, so the numbers are lower bounds. */
function usageMetrics(spent: Spent | undefined) {
  if (spent === undefined) return null;
  const { turns, tokens, usd, unreported } = spent;
  return { turns, tokens: tokens ?? null, usd: usd ?? null, atLeast: unreported.tokens > 0 || unreported.usd > 0 };
}
