import { STEPS, type IssueFact, type StepName } from "../model/events.ts";
import { retryWithUser } from "./retry-with-user.ts";
import type { IssueProgress } from "../model/progress.ts";
import { findingKey } from "../model/finding-key.ts";
import type { ReviewFinding } from "../model/review.ts";
import type { Run } from "./run.ts";
import { hasMovedBase } from "../issue/branches/moved-base.ts";

/**
 * Takes issues up again that were done, where their pull request needs it: it was closed, its base holds the work it was
 * built on by now, or somebody requested changes. What is asked follows from the record, in `runIssue`.
 */
export async function reopenIssues(run: Run): Promise<void> {
  const done = Object.values(run.ledger.progress.issues).filter(
    (issue) => issue.state === "done" && issue.pull !== undefined,
  );
  const asked = await requestedChanges(run, done);
  for (const issue of done) {
    const fact = reopening(run, issue, asked.get(issue.pull?.number ?? 0) ?? []);
    if (fact !== undefined) await run.ledger.record(fact);
  }
}

/** From the push on: what was implemented and judged stays. */
const FROM_PUSH: readonly StepName[] = ["push", "pull-request", "ci"];

function reopening(run: Run, issue: IssueProgress, asked: readonly ReviewFinding[]): IssueFact | undefined {
  const reopened = { type: "issue.reopened", issue: issue.id, asked } as const;
  if (issue.pull?.state === "merged") return undefined;
  if (issue.pull?.state === "closed") return { ...reopened, redo: [] };
  if (hasMovedBase(run, issue))
    return { ...reopened, redo: asked.length > 0 ? [] : STEPS.filter((step) => FROM_PUSH.includes(step)) };
  return asked.length > 0 ? { ...reopened, redo: [] } : undefined;
}

/** What people ask for and nobody has heard of yet, by pull request. */
async function requestedChanges(
  run: Run,
  issues: readonly IssueProgress[],
): Promise<ReadonlyMap<number, readonly ReviewFinding[]>> {
  const open = issues.flatMap(({ pull }) => (pull?.state === "open" ? [pull.number] : []));
  if (open.length === 0 || run.forge.poll === undefined) return new Map();
  const { poll } = run.forge;
  const statuses = await retryWithUser(run, () => poll(open, run.signal));
  const acknowledgedReviews = new Set(
    issues.flatMap((issue) => issue.acknowledgedReviews.map((key) => `${issue.pull?.number} ${key}`)),
  );
  return new Map(
    statuses.map(({ pull, reviews }) => [
      pull.number,
      reviews.findings.filter((finding) => !acknowledgedReviews.has(`${pull.number} ${findingKey(finding)}`)),
    ]),
  );
}
