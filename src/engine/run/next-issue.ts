import type { IssueId, Phase, Plan, PlannedIssue } from "../model/plan.ts";

/** How far each issue is; one that is not named was not taken up yet. */
export type IssueStates = Readonly<Record<IssueId, { readonly state: "active" | "done" | "skipped" }>>;

export type NextIssue =
  | { readonly kind: "start"; readonly issue: IssueId }
  | { readonly kind: "skip"; readonly issue: IssueId; readonly reason: string }
  /** Everything that is left waits for an issue that is being worked on. */
  | { readonly kind: "wait" }
  /** Nothing is left in the phase. */
  | { readonly kind: "none" };

type Standing =
  | { readonly kind: "ready" }
  | { readonly kind: "waiting" }
  | { readonly kind: "pointless"; readonly because: IssueId };

/** What to do next in a phase: P0 before P1, then plan order, each issue after those it depends on. */
export function nextIssue(plan: Plan, phase: Phase, states: IssueStates): NextIssue {
  const left = untouched(plan, phase, states);
  for (const issue of left) {
    const standing = standingOf(issue, states);
    if (standing.kind === "pointless")
      return { kind: "skip", issue: issue.id, reason: `depends on skipped #${standing.because}` };
    if (standing.kind === "ready") return { kind: "start", issue: issue.id };
  }
  if (left[0] === undefined) return { kind: "none" };
  if (phase.issues.some((id) => states[id]?.state === "active")) return { kind: "wait" };
  // An approved cycle, or a dependency that is unknown or of a later phase: waiting would never end.
  return { kind: "start", issue: left[0].id };
}

/** The issues of a phase that could start right now, side by side, in the order in which they should. */
export function readyIssues(plan: Plan, phase: Phase, states: IssueStates): readonly IssueId[] {
  return untouched(plan, phase, states)
    .filter((issue) => standingOf(issue, states).kind === "ready")
    .map(({ id }) => id);
}

function untouched(plan: Plan, phase: Phase, states: IssueStates): readonly PlannedIssue[] {
  return phase.issues
    .filter((id) => states[id] === undefined)
    .flatMap((id) => plan.issues.get(id) ?? [])
    .sort((a, b) => (a.priority < b.priority ? -1 : a.priority > b.priority ? 1 : 0));
}

function standingOf(issue: PlannedIssue, states: IssueStates): Standing {
  let ready = true;
  for (const { issue: needed } of issue.dependencies) {
    const state = needed === undefined ? undefined : states[needed]?.state;
    if (needed !== undefined && state === "skipped") return { kind: "pointless", because: needed };
    if (state !== "done") ready = false;
  }
  return ready ? { kind: "ready" } : { kind: "waiting" };
}
