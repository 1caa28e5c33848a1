import type { IssueId, Plan } from "../../model/plan.ts";
import { dependencyIds } from "../../plan/lookup.ts";

/**
 * Returns a function that tells how many issues the longest chain has that waits for an issue. Issues that have ended
 * wait for nothing.
 */
export function waitingChains(plan: Plan, hasEnded: (id: IssueId) => boolean): (id: IssueId) => number {
  const dependents = dependentsOf(plan);
  const lengths = new Map<IssueId, number>();
  const lengthOf = (id: IssueId): number => {
    const known = lengths.get(id);
    if (known !== undefined) return known;
    // So that a cycle, which the user may have approved, ends here.
    lengths.set(id, 0);
    const waiting = (dependents.get(id) ?? []).filter((dependent) => !hasEnded(dependent));
    const length = Math.max(0, ...waiting.map((dependent) => 1 + lengthOf(dependent)));
    lengths.set(id, length);
    return length;
  };
  return lengthOf;
}

/** The plan does not change during a run, and this is needed at each decision. */
const dependentsOfPlans = new WeakMap<Plan, ReadonlyMap<IssueId, readonly IssueId[]>>();

function dependentsOf(plan: Plan): ReadonlyMap<IssueId, readonly IssueId[]> {
  const known = dependentsOfPlans.get(plan);
  if (known !== undefined) return known;
  const dependents = new Map<IssueId, IssueId[]>([...plan.issues.keys()].map((id) => [id, []]));
  for (const issue of plan.issues.values())
    for (const needed of dependencyIds(issue)) dependents.get(needed)?.push(issue.id);
  dependentsOfPlans.set(plan, dependents);
  return dependents;
}
