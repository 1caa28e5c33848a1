import type { StepSettings } from "../issue/next-step.ts";
import type { StepWatch } from "../issue/step-watch.ts";
import type { IssueId, Plan } from "../model/plan.ts";
import { createQuestionQueue, type QuestionQueue } from "../questions/queue.ts";
import { createMilestoneBranch, type MilestoneBranch } from "./pulls/milestone-branch.ts";
import { createLanePool, homesOf, type LanePool } from "./lanes/lane-pool.ts";
import { createPullStatuses, type PullStatuses } from "./pulls/pull-statuses.ts";
import { createPullWatch, type PullWatch } from "./pulls/pull-watch.ts";
import { createRetry, type Retry } from "./retry.ts";
import type { RunContext } from "./run-context.ts";
import { createSharedBudget } from "./watch/shared-budget.ts";
import { stepWatchFor, type IssueWatch } from "./watch/step-watch-for.ts";
import { createTracking } from "./write-tracking.ts";

/** The parts of a run that make decisions and that its lanes share. The lanes perform the steps. */
export interface Coordinator extends Omit<RunContext, "loaded" | "options" | "version" | "panic"> {
  readonly plan: Plan;
  readonly questions: QuestionQueue;
  readonly retry: Retry;
  readonly branch: MilestoneBranch;
  readonly pulls: PullWatch;
  readonly statuses: PullStatuses;
  readonly lanes: LanePool;
  /** The issues whose branch is being pushed, until that is recorded. */
  readonly pushing: Set<IssueId>;
  readonly settings: StepSettings;
  /** Writes the plan's tracking sections. */
  track(): Promise<void>;
  /** The coordinator's side of a step of this issue. */
  watchFor(issue: IssueId, emit?: StepWatch["emit"]): IssueWatch;
}

/** @param scope aborted where an answer ends the run; the signal of the coordinator is aborted then as well */
export function createCoordinator(context: RunContext, scope: AbortController): Coordinator {
  const { loaded, ledger, decider, clock, repository, forge, config, options } = context;
  const { plan } = loaded;
  const signal = AbortSignal.any([context.signal, scope.signal]);
  const questions = createQuestionQueue({
    ledger,
    decider,
    now: () => clock.now(),
    signal,
    onEnd: (reason) => scope.abort(reason),
  });
  const retry = createRetry({ ledger, clock, questions, signal });
  // The last write of the tracking comes after the end of the run, and waits for the disk all the same.
  const trackingRetry = createRetry({ ledger, clock, questions, signal: context.signal });
  const shared = { plan, repository, forge, ledger, questions, retry, signal };
  const branch = createMilestoneBranch(shared);
  const pushing = new Set<IssueId>();
  const budget = createSharedBudget(ledger, config.limits);
  const watchPorts = { ledger, questions, decider, limits: config.limits, budget };
  return {
    ...shared,
    decider,
    clock,
    config,
    branch,
    laneOf: context.laneOf,
    laneLimit: context.laneLimit,
    lanes: createLanePool({
      laneOf: context.laneOf,
      limit: context.laneLimit,
      homes: () => homesOf(ledger.progress),
      usedBefore: ledger.progress.mostLanes ?? 1,
    }),
    waits: context.waits,
    statuses: createPullStatuses({ forge, clock, signal }),
    stateFolder: context.stateFolder,
    pushing,
    pulls: createPullWatch({ ...shared, branch, isPushing: (issue) => pushing.has(issue) }),
    track: createTracking(ledger, plan, trackingRetry),
    watchFor: (issue, emit) => stepWatchFor(watchPorts, issue, emit),
    settings: {
      without: options.skipCodeReview ? ["review"] : [],
      milestone: plan.milestone,
      scopeTags: plan.scopeTags,
      fixAttempts: config.limits.fixAttempts,
    },
  };
}
