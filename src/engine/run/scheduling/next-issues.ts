import type { IssueId, Phase, Plan, PlannedIssue } from "../../model/plan.ts";

/** Returns the state of an issue; undefined where it has not started. */
export type StateOf = (id: IssueId) => "active" | "done" | "skipped" | undefined;

export type NextIssues =
  /** At least one issue can start. All that can are listed, in the order in which they should. */
  | { readonly kind: "start"; readonly issues: readonly PlannedIssue[] }
  | { readonly kind: "skip"; readonly issue: IssueId; readonly reason: string }
  /** All remaining issues of the phase wait for an active issue. */
  | { readonly kind: "wait" }
  /** No issue of the phase remains. */
  | { readonly kind: "none" };

type Readiness =
  | { readonly kind: "ready" }
  | { readonly kind: "waiting" }
  | { readonly kind: "impossible"; readonly because: IssueId };

/**
 * Decides what to do next in a phase: issues by priority (P0 first), then those on which the longest chain waits, then
 * in plan order; each after those it depends on.
 * @param chainOf the length of the chain of issues that wait for an issue
 */
export function nextIssues(
  plan: Plan,
  phase: Phase,
  stateOf: StateOf,
  chainOf: (id: IssueId) => number = () => 0,
): NextIssues {
  const remaining = phase.issues.filter((id) => stateOf(id) === undefined).flatMap((id) => plan.issues.get(id) ?? []);
  const inOrder = remaining
    .map((issue) => ({ issue, readiness: readinessOf(issue, stateOf) }))
    .filter(({ readiness }) => readiness.kind !== "waiting")
    .sort((a, b) => byPriority(a.issue, b.issue) || chainOf(b.issue.id) - chainOf(a.issue.id));
  const [first] = inOrder;
  if (first?.readiness.kind === "impossible")
    return { kind: "skip", issue: first.issue.id, reason: `depends on skipped #${first.readiness.because}` };
  if (first !== undefined) {
    const ready = inOrder.filter(({ readiness }) => readiness.kind === "ready").map(({ issue }) => issue);
    return { kind: "start", issues: ready };
  }
  const [next] = remaining.sort(byPriority);
  if (next === undefined) return { kind: "none" };
  // An issue of an earlier phase may have been reopened, and others wait for it.
  if ([...plan.issues.keys()].some((id) => stateOf(id) === "active")) return { kind: "wait" };
  // The plan has an approved cycle, or a dependency that is unknown or in a later phase. Waiting would never end.
  return { kind: "start", issues: [next] };
}

function byPriority({ priority: a }: PlannedIssue, { priority: b }: PlannedIssue): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function readinessOf(issue: PlannedIssue, stateOf: StateOf): Readiness {
  let ready = true;
  for (const { issue: needed } of issue.dependencies) {
    const state = needed === undefined ? undefined : stateOf(needed);
    if (needed !== undefined && state === "skipped") return { kind: "impossible", because: needed };
    if (state !== "done") ready = false;
  }
  return ready ? { kind: "ready" } : { kind: "waiting" };
}
