import type { IssueId, Phase, Plan, PlannedIssue } from "../model/plan.ts";

/** The states of issues. An issue that has not started is absent. */
export type IssueStates = Readonly<Record<IssueId, { readonly state: "active" | "done" | "skipped" }>>;

export type NextIssue =
  | { readonly kind: "start"; readonly issue: IssueId }
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
 * Decides what to do next in a phase: issues by priority (P0 first), then in plan order, each after those it depends
 * on.
 */
export function nextIssue(plan: Plan, phase: Phase, states: IssueStates): NextIssue {
  const remaining = notStarted(plan, phase, states);
  for (const issue of remaining) {
    const readiness = readinessOf(issue, states);
    if (readiness.kind === "impossible")
      return { kind: "skip", issue: issue.id, reason: `depends on skipped #${readiness.because}` };
    if (readiness.kind === "ready") return { kind: "start", issue: issue.id };
  }
  if (remaining[0] === undefined) return { kind: "none" };
  if (phase.issues.some((id) => states[id]?.state === "active")) return { kind: "wait" };
  // The plan has an approved cycle, or a dependency that is unknown or in a later phase. Waiting would never end.
  return { kind: "start", issue: remaining[0].id };
}

/** Returns the issues of a phase that could start now at the same time, in the order in which they should. */
export function readyIssues(plan: Plan, phase: Phase, states: IssueStates): readonly IssueId[] {
  return notStarted(plan, phase, states)
    .filter((issue) => readinessOf(issue, states).kind === "ready")
    .map(({ id }) => id);
}

function notStarted(plan: Plan, phase: Phase, states: IssueStates): readonly PlannedIssue[] {
  return phase.issues
    .filter((id) => states[id] === undefined)
    .flatMap((id) => plan.issues.get(id) ?? [])
    .sort((a, b) => (a.priority < b.priority ? -1 : a.priority > b.priority ? 1 : 0));
}

function readinessOf(issue: PlannedIssue, states: IssueStates): Readiness {
  let ready = true;
  for (const { issue: needed } of issue.dependencies) {
    const state = needed === undefined ? undefined : states[needed]?.state;
    if (needed !== undefined && state === "skipped") return { kind: "impossible", because: needed };
    if (state !== "done") ready = false;
  }
  return ready ? { kind: "ready" } : { kind: "waiting" };
}
