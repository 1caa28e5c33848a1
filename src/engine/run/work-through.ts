import type { IssueId } from "../model/plan.ts";
import { requireIssue } from "../plan/lookup.ts";
import type { Coordinator } from "./coordinator.ts";
import { closePhase, openPhase } from "./phase-boundary.ts";
import { POLL_MS } from "./pulls/pull-statuses.ts";
import { runIssue, skipIssue } from "./run-issue.ts";
import { schedule, type Decision } from "./schedule.ts";

/** Carries out the decisions of the scheduler until the milestone is complete. An error in one lane ends all lanes. */
export async function workThrough(coordinator: Coordinator, scope: AbortController): Promise<void> {
  const { lanes, signal } = coordinator;
  const atWork = createWork(coordinator, scope);
  try {
    for (;;) {
      signal.throwIfAborted();
      // Taken before the decision, so that nothing that changes meanwhile is missed.
      const change = lanes.nextChange();
      await recordLanes(coordinator);
      const decision = await decide(coordinator);
      switch (decision.kind) {
        case "start":
          for (const { issue, lane } of decision.starts) {
            await openPhase(coordinator, requireIssue(coordinator.plan, issue).phase);
            atWork.start(issue, lane);
          }
          // Nothing that the plan shows has changed yet.
          continue;
        case "wait":
          if (decision.for === "open-pulls") await waitForMerge(coordinator, change);
          else await change;
          break;
        case "skip":
          await skipIssue(coordinator, decision.issue, decision.reason);
          break;
        case "boundary":
          await closePhase(coordinator, decision.phase);
          break;
        case "complete":
          return;
      }
      await coordinator.track();
    }
  } catch (error) {
    scope.abort(error);
    await atWork.ended();
    throw error;
  }
}

/** The issues that are being worked on. The first error of one ends all, and whatever the run waits for. */
function createWork(coordinator: Coordinator, scope: AbortController) {
  const running = new Set<Promise<void>>();
  return {
    start(issue: IssueId, lane: string): void {
      const hold = coordinator.lanes.assign(issue, lane);
      const work = runIssue(coordinator, issue, hold).then(
        () => hold.end(),
        (error: unknown) => {
          scope.abort(error);
          hold.end();
        },
      );
      running.add(work);
      void work.then(() => running.delete(work));
    },
    async ended(): Promise<void> {
      await Promise.all(running);
    },
  };
}

/**
 * Returns the next decision, based on the current state of the forge and the remote. Skipping and waiting for a lane
 * need no look at either.
 */
async function decide(coordinator: Coordinator): Promise<Decision> {
  const decision = decideNow(coordinator);
  if (decision.kind === "skip" || (decision.kind === "wait" && decision.for === undefined)) return decision;
  await coordinator.pulls.follow();
  return decideNow(coordinator);
}

function decideNow({ plan, ledger, lanes, config }: Coordinator): Decision {
  return schedule(plan, ledger.progress, lanes.states(), {
    withoutLane: lanes.withoutLane(),
    openPulls: config.limits.openPulls,
  });
}

/** The number of lanes is part of the record, since those who show the run depend on it. */
async function recordLanes({ ledger, laneLimit: { count } }: Coordinator): Promise<void> {
  if ((ledger.progress.lanes ?? 1) !== count) await ledger.record({ type: "lanes.changed", lanes: count });
}

/** Waits until the forge is to be asked again whether a pull request was merged, or until something else changed. */
async function waitForMerge({ ledger, clock, config, waits, signal }: Coordinator, change: Promise<void>) {
  const until = new Date(clock.now().getTime() + POLL_MS).toISOString();
  const reason = `${config.limits.openPulls} open pull requests (limits.openPulls): waits for a merge`;
  ledger.emit({ type: "waiting", issue: undefined, until, reason, commands: ["retry"] });
  const changed = new AbortController();
  const sleep = waits.sleep(POLL_MS, AbortSignal.any([signal, changed.signal]));
  sleep.catch(() => {});
  try {
    await Promise.race([sleep, change]);
  } finally {
    changed.abort();
  }
}
