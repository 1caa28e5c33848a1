import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Stamped } from "../../engine/model/events.ts";
import type { Fact } from "../../engine/model/facts.ts";
import type { IssueProgress, Progress, Spent } from "../../engine/model/progress.ts";
import { totalSpent } from "../../engine/model/budget.ts";
import { journalPath } from "../../state/journal/load-state.ts";
import { JOURNAL_START, readJournal } from "../../state/journal/read-journal.ts";
import { knownIssues, lanesOf } from "../../state/progress/selectors.ts";
import { milestoneSummary } from "../../state/progress/summary.ts";
import { workTimes, type WorkTimes } from "../../state/progress/work-times.ts";
import type { MilestonePlace } from "./project.ts";

/**
 * Writes the metrics of a milestone's runs as JSON; `docs/metrics.md` describes them.
 * @param file the path; `metrics.json` in the milestone folder where it is empty
 */
export async function writeMetrics(
  file: string,
  { folder, stateFolder }: Pick<MilestonePlace, "folder" | "stateFolder">,
  progress: Progress,
): Promise<void> {
  const facts: Stamped<Fact>[] = [];
  await readJournal(journalPath(stateFolder), JOURNAL_START, (fact) => facts.push(fact));
  const path = file === "" ? join(folder, "metrics.json") : resolve(file);
  await writeFile(path, `${JSON.stringify(metricsOf(progress, workTimes(facts)), null, 2)}\n`);
}

export function metricsOf(progress: Progress, { makespan, byIssue }: WorkTimes) {
  return {
    version: 1,
    milestone: progress.milestone,
    completed: progress.completed,
    starts: progress.starts,
    startedAt: progress.startedAt,
    lanes: lanesOf(progress),
    makespanSeconds: makespan,
    issueSeconds: [...byIssue.values()].reduce((sum, seconds) => sum + seconds, 0),
    ...milestoneSummary(progress),
    usage: usageMetrics(totalSpent(progress)),
    perIssue: knownIssues(progress).map((issue) => ({
      ...issueMetrics(issue),
      secondsAtWork: byIssue.get(issue.id) ?? 0,
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
