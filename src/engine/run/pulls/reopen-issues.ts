import type { Forge } from "../../forges/forge.ts";
import type { FactOf } from "../../model/facts.ts";
import { findingKey } from "../../model/findings/finding-key.ts";
import type { Plan } from "../../model/plan.ts";
import type { Ledger } from "../../model/ports.ts";
import type { IssueProgress } from "../../model/progress.ts";
import type { ReviewFinding } from "../../model/findings/review.ts";
import { STEPS, type StepName } from "../../model/steps.ts";
import { isToBeRestacked } from "../../issue/branches/issues-below.ts";
import type { Retry } from "../retry.ts";
import { isBaseMerged } from "../step-task-for.ts";

interface ReopenPorts {
  readonly plan: Plan;
  readonly forge: Pick<Forge, "poll">;
  readonly ledger: Ledger;
  readonly retry: Retry;
  readonly signal: AbortSignal;
}

/**
 * Reopens finished issues whose pull request needs work: it was closed, the issues it was built on are merged by now,
 * it conflicts with a newer commit of one of them, or a person requested changes. `runIssue` derives the questions from
 * the record.
 */
export async function reopenIssues(ports: ReopenPorts): Promise<void> {
  const { ledger } = ports;
  const done = Object.values(ledger.progress.issues).filter(
    (issue) => issue.state === "done" && issue.pull !== undefined,
  );
  const asked = await requestedChanges(ports, done);
  for (const issue of done) {
    const fact = reopenFact(ports, issue, asked.get(issue.pull?.number ?? 0) ?? []);
    if (fact !== undefined) await ledger.record(fact);
  }
}

/** The steps to repeat on a new base. What was implemented and judged remains valid. */
const FROM_PUSH: readonly StepName[] = ["push", "pull-request", "ci"];

function reopenFact(
  { plan, ledger }: ReopenPorts,
  issue: IssueProgress,
  asked: readonly ReviewFinding[],
): FactOf<"issue.reopened"> | undefined {
  const reopened = { type: "issue.reopened", issue: issue.id, asked } as const;
  if (issue.pull?.state === "merged") return undefined;
  if (issue.pull?.state === "closed") return { ...reopened, redo: [] };
  if (isBaseMerged(plan, ledger.progress, issue))
    return { ...reopened, redo: asked.length > 0 ? [] : STEPS.filter((step) => FROM_PUSH.includes(step)) };
  return asked.length > 0 || isToBeRestacked(issue, ledger.progress) ? { ...reopened, redo: [] } : undefined;
}

/** Returns the changes that people requested and that are not acknowledged yet, by pull request number. */
async function requestedChanges(
  { forge, retry, signal }: ReopenPorts,
  issues: readonly IssueProgress[],
): Promise<ReadonlyMap<number, readonly ReviewFinding[]>> {
  const open = issues.flatMap(({ pull }) => (pull?.state === "open" ? [pull.number] : []));
  const { poll } = forge;
  if (open.length === 0 || poll === undefined) return new Map();
  const statuses = await retry.withUser(() => poll(open, signal));
  const acknowledged = new Set(
    issues.flatMap((issue) => issue.acknowledgedReviews.map((key) => `${issue.pull?.number} ${key}`)),
  );
  return new Map(
    statuses.map(({ pull, reviews }) => [
      pull.number,
      reviews.findings.filter((finding) => !acknowledged.has(`${pull.number} ${findingKey(finding)}`)),
    ]),
  );
}
