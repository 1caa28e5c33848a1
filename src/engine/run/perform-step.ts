import { required } from "../issue/steps/step.ts";
import { stepReturn, type StepReturn } from "../issue/step-task.ts";
import type { StepWatch } from "../issue/step-watch.ts";
import { isDiskFailure } from "../model/errors.ts";
import type { IssueId } from "../model/plan.ts";
import type { IssueProgress } from "../model/progress.ts";
import type { LaneStep, StepName } from "../model/steps.ts";
import type { Stop } from "../model/stop.ts";
import { stopFromError } from "../questions/catalog.ts";
import type { Coordinator } from "./coordinator.ts";
import type { LaneHold } from "./lanes/lane-pool.ts";
import { awaitChecks } from "./pulls/ci.ts";
import { createReviewAhead, type EarlyWatch, type ReviewAhead } from "./review-ahead.ts";
import { stepTaskFor } from "./step-task-for.ts";

export interface StepRequest {
  readonly step: StepName;
  /** Whether the step was begun before and never finished. */
  readonly repeated: boolean;
  /** Holds a lane, but for `ci`, which needs none. */
  readonly hold: LaneHold;
  readonly ahead: ReviewAhead;
}

/** Has a step performed. Where it needs a newer base, fetches the base and has the step performed again. */
export async function performStep(
  coordinator: Coordinator,
  issue: IssueProgress,
  { step, repeated, hold, ahead }: StepRequest,
): Promise<StepReturn> {
  const { branch, pulls, signal } = coordinator;
  const performOnce = (isBaseFresh: boolean) =>
    step === "ci"
      ? performCi(coordinator, issue, { step, repeated, isBaseFresh })
      : performInLane(coordinator, issue, { step, repeated, isBaseFresh }, hold, ahead);
  let returned = await performOnce(false);
  while (returned.outcome.kind === "need") {
    try {
      await branch.refresh();
      // A conflict may come from a dependency that was merged meanwhile.
      if (step === "ci") await pulls.observe();
    } catch (error) {
      return { facts: [], outcome: { kind: "stop", stop: stopOrThrow(error, step, signal) } };
    }
    returned = await performOnce(true);
  }
  return returned;
}

async function performInLane(
  { plan, ledger, watchFor, signal }: Coordinator,
  issue: IssueProgress,
  how: { readonly step: LaneStep; readonly repeated: boolean; readonly isBaseFresh: boolean },
  hold: LaneHold,
  ahead: ReviewAhead,
): Promise<StepReturn> {
  const begun = how.step === "review" ? await ahead.take(required(issue.commit, "the commit")) : undefined;
  if (begun !== undefined) return begun;
  const watch: StepWatch = {
    ...watchFor(issue.id),
    rest: (wait) => hold.rest(wait, signal),
    turn: () => Promise.resolve(),
    canceled: NEVER,
    reviewAhead: ahead,
  };
  return required(hold.lane, "the lane").perform(stepTaskFor(plan, ledger.progress, issue, how), watch, signal);
}

const NEVER = new AbortController().signal;

/** Creates the review of an issue, which `push` has begin. */
export function reviewAheadOf(coordinator: Coordinator, id: IssueId, hold: LaneHold): ReviewAhead {
  const { plan, ledger, settings, watchFor, signal } = coordinator;
  const perform = (early: EarlyWatch) => {
    const issue = required(ledger.progress.issues[id], `Issue #${id}`);
    const task = stepTaskFor(plan, ledger.progress, issue, { step: "review", repeated: false, isBaseFresh: false });
    const rest = (wait: () => Promise<void>) => hold.rest(wait, signal);
    const watch: StepWatch = { ...watchFor(id, early.emit), ...early, rest, reviewAhead: ahead };
    return required(hold.lane, "the lane").perform(task, watch, signal);
  };
  // That the fallback works instead of an agent is recorded, and shown, when its first task begins.
  const mayBegin = () =>
    !settings.without.includes("review") && Object.keys(ledger.progress.replaced ?? {}).length === 0;
  const ahead = createReviewAhead(perform, mayBegin, (event) => ledger.emit(event));
  return ahead;
}

async function performCi(
  coordinator: Coordinator,
  issue: IssueProgress,
  how: { readonly step: "ci"; readonly repeated: boolean; readonly isBaseFresh: boolean },
): Promise<StepReturn> {
  const { plan, ledger, watchFor, signal } = coordinator;
  const task = stepTaskFor(plan, ledger.progress, issue, how);
  try {
    return stepReturn(task, await awaitChecks({ ...coordinator, task, watch: watchFor(issue.id) }));
  } catch (error) {
    return { facts: [], outcome: { kind: "stop", stop: stopOrThrow(error, how.step, signal) } };
  }
}

/** Returns the stop for a known failure of a step. Throws any other, and failures of the disk, which are waited for. */
function stopOrThrow(error: unknown, step: StepName, signal: AbortSignal): Stop {
  signal.throwIfAborted();
  const stop = stopFromError(error, step);
  if (stop === undefined || isDiskFailure(error)) throw error;
  return stop;
}
