// Which issue's work is built on the work of which other issue. Pure.
import type { IssueId, Plan } from "../../model/plan.ts";
import type { IssueProgress, Progress } from "../../model/progress.ts";
import { dependencyIds } from "../../plan/lookup.ts";

/** The issues that an issue is built on directly: its dependencies, and issues that it would conflict with. */
export function directlyBelow(plan: Plan, { id, builtOn = [] }: Pick<IssueProgress, "id" | "builtOn">): IssueId[] {
  const planned = plan.issues.get(id);
  return [...new Set([...(planned === undefined ? [] : dependencyIds(planned)), ...builtOn])];
}

/** All issues that an issue is built on, directly or through others. */
export function issuesBelow(plan: Plan, { issues }: Pick<Progress, "issues">, id: IssueId): ReadonlySet<IssueId> {
  const found = new Set<IssueId>();
  const waiting = [id];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const below of directlyBelow(plan, issues[next] ?? { id: next })) {
      if (!found.has(below)) waiting.push(below);
      found.add(below);
    }
  }
  return found;
}

/**
 * Returns whether the next thing to do in an issue is to build it on another one. A commit that is not finished is made
 * again first, and finds the conflict again if there is one. The work of a skipped issue is nothing to build on.
 */
export function isToBeRestacked(
  { restacking, finished }: Pick<IssueProgress, "restacking" | "finished">,
  { issues }: Pick<Progress, "issues">,
): boolean {
  return restacking !== undefined && finished.includes("commit") && issues[restacking.issueBelow]?.state !== "skipped";
}
