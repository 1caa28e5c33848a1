import type { Stamped } from "../../engine/model/events.ts";
import type { Fact } from "../../engine/model/facts.ts";
import type { IssueId } from "../../engine/model/plan.ts";

/** How long issues were at work, in seconds. The time between two runs is left out, waits and questions are not. */
export interface WorkTimes {
  /** The time in which at least one issue was at work. */
  readonly makespan: number;
  readonly byIssue: ReadonlyMap<IssueId, number>;
}

/** @param facts all facts of a milestone, in order */
export function workTimes(facts: readonly Stamped<Fact>[]): WorkTimes {
  const since = new Map<IssueId, number>();
  const byIssue = new Map<IssueId, number>();
  let makespan = 0;
  let busySince = 0;
  let last = 0;

  function begin(issue: IssueId, now: number): void {
    if (since.size === 0) busySince = now;
    if (!since.has(issue)) since.set(issue, now);
  }

  function end(issue: IssueId, now: number): void {
    const begun = since.get(issue);
    if (begun === undefined) return;
    since.delete(issue);
    byIssue.set(issue, (byIssue.get(issue) ?? 0) + (now - begun) / 1000);
    if (since.size === 0) makespan += (now - busySince) / 1000;
  }

  for (const fact of facts) {
    const now = Date.parse(fact.at);
    switch (fact.type) {
      case "issue.started":
      case "issue.resumed":
        begin(fact.issue, now);
        break;
      case "issue.done":
      case "issue.skipped":
        end(fact.issue, now);
        break;
      // A run that was killed ended with its last fact.
      case "run.started":
        for (const issue of since.keys()) end(issue, last);
        break;
      case "run.ended":
      case "milestone.completed":
        for (const issue of since.keys()) end(issue, now);
        break;
      default:
    }
    last = now;
  }
  for (const issue of since.keys()) end(issue, last);
  return { makespan, byIssue };
}
