import type { IssueId, Plan } from "../model/plan.ts";
import type { Progress } from "../model/progress.ts";
import { assignLanes, type Start } from "./scheduling/assign-lanes.ts";
import { chooseApart } from "./scheduling/choose-apart.ts";
import { nextIssues, type StateOf } from "./scheduling/next-issues.ts";
import { waitingChains } from "./scheduling/waiting-chains.ts";

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
  | { readonly kind: "start"; readonly starts: readonly Start[] }
  | { readonly kind: "skip"; readonly issue: IssueId; readonly reason: string }
  | { readonly kind: "boundary"; readonly phase: number }
  /**
   * Nothing can start until an issue at work has ended. With `for: "open-pulls"`, one could start but for the limit of
   * open pull requests, also where nothing is at work.
   */
  | { readonly kind: "wait"; readonly for?: "open-pulls" }
  | { readonly kind: "complete" };

/**
 * Decides what comes next. The decision depends on the arguments only, so that dry runs, resumed runs and tests share
 * it. Interrupted issues come first, then the issues of the phase by priority, each as soon as those it depends on are
 * done. With several lanes, those on which the longest chain waits come first within a priority, and issues that are
 * likely to touch the same files are kept apart while something else can start.
 */
export function schedule(
  plan: Plan,
  progress: Progress,
  lanes: readonly LaneState[],
  { withoutLane = new Set(), openPulls = null }: ScheduleOptions = {},
): Decision {
  const free = lanes.filter(({ issue }) => issue === undefined);
  if (free.length === 0) return { kind: "wait" };
  const several = lanes.length > 1;
  const atWork = new Set([...lanes.flatMap(({ issue }) => issue ?? []), ...withoutLane]);
  const interrupted = plan.phases
    .flatMap(({ issues }) => issues)
    .filter((id) => progress.issues[id]?.state === "active" && !atWork.has(id));
  if (interrupted.length > 0) return { kind: "start", starts: assignLanes(interrupted, free, progress) };

  // What is at work counts as active, whether its start is recorded yet or its end already.
  const stateOf: StateOf = (id) => (atWork.has(id) ? "active" : progress.issues[id]?.state);
  const chainOf = several ? waitingChains(plan, (id) => ENDED.has(stateOf(id))) : undefined;
  for (const phase of plan.phases) {
    const state = progress.phases[phase.number];
    const notStarted = phase.issues.find((id) => stateOf(id) === undefined);
    if (notStarted === undefined && (state === "approved" || state === "skipped")) continue;
    if (notStarted !== undefined && state === "skipped")
      return { kind: "skip", issue: notStarted, reason: `Phase ${phase.number} skipped` };

    const next = nextIssues(plan, phase, stateOf, chainOf);
    if (next.kind === "skip") return next;
    if (next.kind === "start") {
      const room = openPulls === null ? free.length : openPulls - pullsToCome(plan, progress, stateOf);
      const most = Math.min(free.length, room);
      if (most <= 0) return { kind: "wait", for: "open-pulls" };
      const chosen = several ? chooseApart({ plan, progress }, next.issues, atWork, most) : next.issues.slice(0, most);
      const starts = assignLanes(
        chosen.map(({ id }) => id),
        free,
        progress,
      );
      return { kind: "start", starts };
    }
    // The boundary is asked about once nothing is at work, not even a reopened issue of an earlier phase.
    if (next.kind === "wait" || atWork.size > 0) return { kind: "wait" };
    return { kind: "boundary", phase: phase.number };
  }
  return atWork.size > 0 ? { kind: "wait" } : { kind: "complete" };
}

const ENDED: ReadonlySet<ReturnType<StateOf>> = new Set(["done", "skipped"] as const);

/** The issue that a run with one lane would work on next, if any. */
export function currentIssue(plan: Plan, progress: Progress): IssueId | undefined {
  const decision = schedule(plan, progress, [{ name: "1", issue: undefined }]);
  return decision.kind === "start" ? decision.starts[0]?.issue : undefined;
}

/** How many issues have an open pull request, or are at work on one. */
function pullsToCome(plan: Plan, progress: Progress, stateOf: StateOf): number {
  return [...plan.issues.keys()].filter((id) => {
    const state = stateOf(id);
    return state === "active" || (state === "done" && progress.issues[id]?.pull?.state === "open");
  }).length;
}
