import type { IssueId, Plan } from "../model/plan.ts";
import type { IssueProgress, Progress } from "../model/progress.ts";
import { nextIssue } from "./next-issue.ts";

/** A lane as the scheduler sees it: free, or with an issue in it. */
export interface LaneState {
  readonly name: string;
  /** Absolute path of its worktree. */
  readonly path?: string;
  readonly issue: IssueId | undefined;
}

/** What the scheduler considers besides plan, progress and lanes. */
export interface ScheduleOptions {
  /** Issues at work that hold no lane: they wait for CI, for a limit, or for a person. */
  readonly withoutLane?: ReadonlySet<IssueId>;
  /** `limits.openPulls`: how many pull requests may be at work or wait for a merge before no issue starts any more. */
  readonly openPulls?: number | null;
}

/** What to do next in a milestone. */
export type Decision =
  | { readonly kind: "start"; readonly starts: readonly { readonly issue: IssueId; readonly lane: string }[] }
  | { readonly kind: "skip"; readonly issue: IssueId; readonly reason: string }
  | { readonly kind: "boundary"; readonly phase: number }
  /**
   * Nothing can start until a lane becomes free or an issue has ended, or with `for` until a pull request was merged.
   */
  | { readonly kind: "wait"; readonly for?: "open-pulls" }
  | { readonly kind: "complete" };

/**
 * Decides what comes next. The decision depends on the arguments only, so that dry runs, resumed runs and tests share
 * it. Interrupted issues come first, then the issues of the phase by priority, each after those it depends on.
 */
export function schedule(
  plan: Plan,
  progress: Progress,
  lanes: readonly LaneState[],
  { withoutLane = new Set() }: ScheduleOptions = {},
): Decision {
  const free = lanes.filter(({ issue }) => issue === undefined).map(({ name }) => name);
  if (free.length === 0) return { kind: "wait" };
  const inLanes = new Set([...lanes.flatMap(({ issue }) => issue ?? []), ...withoutLane]);
  const interrupted = plan.phases
    .flatMap(({ issues }) => issues)
    .filter((id) => progress.issues[id]?.state === "active" && !inLanes.has(id));
  if (interrupted.length > 0) return start(interrupted, free);

  for (const phase of plan.phases) {
    const state = progress.phases[phase.number];
    const notStarted = phase.issues.find((id) => progress.issues[id] === undefined && !inLanes.has(id));
    if (notStarted === undefined && (state === "approved" || state === "skipped")) continue;
    if (notStarted !== undefined && state === "skipped")
      return { kind: "skip", issue: notStarted, reason: `Phase ${phase.number} skipped` };

    const ready: IssueId[] = [];
    // A copy, in which the issues in lanes and those that are about to start count as active.
    const states: Record<IssueId, Pick<IssueProgress, "state">> = { ...progress.issues };
    for (const id of inLanes) states[id] = { state: "active" };
    let next = nextIssue(plan, phase, states);
    while (next.kind === "start" && ready.length < free.length) {
      ready.push(next.issue);
      states[next.issue] = { state: "active" };
      next = nextIssue(plan, phase, states);
    }
    if (ready.length > 0) return start(ready, free);
    if (next.kind === "skip") return next;
    // The boundary is asked about once nothing is at work, not even a reopened issue of an earlier phase.
    if (next.kind === "wait" || inLanes.size > 0) return { kind: "wait" };
    return { kind: "boundary", phase: phase.number };
  }
  return inLanes.size > 0 ? { kind: "wait" } : { kind: "complete" };
}

/** The issue that a run with one lane would work on next, if any. */
export function currentIssue(plan: Plan, progress: Progress): IssueId | undefined {
  const decision = schedule(plan, progress, [{ name: "1", issue: undefined }]);
  return decision.kind === "start" ? decision.starts[0]?.issue : undefined;
}

function start(issues: readonly IssueId[], free: readonly string[]): Decision {
  const starts = free.flatMap((lane, index) => {
    const issue = issues[index];
    return issue === undefined ? [] : [{ issue, lane }];
  });
  return { kind: "start", starts };
}
