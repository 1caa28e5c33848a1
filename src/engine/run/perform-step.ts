import { required } from "../issue/steps/step.ts";
import { stepReturn, type StepReturn } from "../issue/step-task.ts";
import { isDiskFailure } from "../model/errors.ts";
import type { IssueProgress } from "../model/progress.ts";
import type { LaneStep, StepName } from "../model/steps.ts";
import type { Stop } from "../model/stop.ts";
import { stopFromError } from "../questions/catalog.ts";
import type { Coordinator } from "./coordinator.ts";
import type { LaneHold } from "./lanes/lane-pool.ts";
import { awaitChecks } from "./pulls/ci.ts";
import { stepTaskFor } from "./step-task-for.ts";

export interface StepRequest {
  readonly step: StepName;
  /** Whether the step was begun before and never finished. */
  readonly repeated: boolean;
  /** Holds a lane, but for `ci`, which needs none. */
  readonly hold: LaneHold;
}

/** Has a step performed. Where it needs a newer base, fetches the base and has the step performed again. */
export async function performStep(
  coordinator: Coordinator,
  issue: IssueProgress,
  { step, repeated, hold }: StepRequest,
): Promise<StepReturn> {
  const { branch, pulls, signal } = coordinator;
  const performOnce = (isBaseFresh: boolean) =>
    step === "ci"
      ? performCi(coordinator, issue, { step, repeated, isBaseFresh })
      : performInLane(coordinator, issue, { step, repeated, isBaseFresh }, hold);
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

function performInLane(
  { plan, ledger, watchFor, signal }: Coordinator,
  issue: IssueProgress,
  how: { readonly step: LaneStep; readonly repeated: boolean; readonly isBaseFresh: boolean },
  hold: LaneHold,
): Promise<StepReturn> {
  const watch = { ...watchFor(issue.id), rest: (wait: () => Promise<void>) => hold.rest(wait, signal) };
  return required(hold.lane, "the lane").perform(stepTaskFor(plan, ledger.progress, issue, how), watch, signal);
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
