// When an issue holds a lane: while it works, and while its worktree contains work that is not committed.
import type { Lane } from "../../issue/lane.ts";
import { uncommittedWorktree, type IssueProgress } from "../../model/progress.ts";
import { required } from "../../issue/steps/step.ts";
import { isDiskFailure, MilestoneError } from "../../model/errors.ts";
import type { IssueId } from "../../model/plan.ts";
import type { Stop } from "../../model/stop.ts";
import { stopFromError } from "../../questions/catalog.ts";
import { forgeError } from "../../questions/kinds/forge/forge-error.ts";
import { stopOf } from "../../questions/stop-definition.ts";
import { acceptedSetups } from "../step-task-for.ts";
import type { Coordinator } from "../coordinator.ts";
import type { LaneHold } from "./lane-pool.ts";

type LanePorts = Pick<Coordinator, "ledger" | "questions" | "retry" | "laneLimit" | "watchFor" | "signal">;

/**
 * Gives the lane of an issue back before it waits, unless its worktree contains work that is not committed. With one
 * lane the issue keeps it, so that issues are worked on one after the other.
 */
export function giveLaneBack({ laneLimit }: LanePorts, issue: IssueProgress, hold: LaneHold): void {
  if (laneLimit.count > 1 && uncommittedWorktree(issue) === undefined) hold.release();
}

/**
 * Takes a lane for an issue that gave its lane back, and restores the work of the issue there, as it is by then. Where
 * that fails, e.g. since the user has checked the branch out to look at it, asks without the lane; what comes next is
 * then decided again.
 */
export async function takeLane(ports: LanePorts, id: IssueId, hold: LaneHold): Promise<void> {
  const { ledger, questions, retry, signal } = ports;
  const lane = await hold.acquire(signal);
  try {
    await retry.onDisk(() => regain(ports, required(ledger.progress.issues[id], `Issue #${id}`), lane), id);
  } catch (error) {
    signal.throwIfAborted();
    const stop = stopFromError(error) ?? checkoutStop(error);
    if (stop === undefined || isDiskFailure(error)) throw error;
    hold.release();
    await questions.ask(stop, id);
  }
}

function checkoutStop(error: unknown): Stop | undefined {
  if (!(error instanceof MilestoneError && error.code === "repository")) return undefined;
  return stopOf(forgeError, { of: "error", message: error.message, hint: error.hint });
}

/** Restores the work of an issue in a lane, where it may have to be checked out, and packages to be installed. */
export async function regain(ports: LanePorts, issue: IssueProgress, lane: Lane): Promise<void> {
  const { ledger, questions, watchFor, signal } = ports;
  if (issue.branch === undefined) return;
  const kept = await lane.regain(issue);
  if (kept === undefined) return;
  if (kept.length < issue.finished.length || issue.currentStep !== undefined)
    await ledger.record({ type: "issue.restarted", issue: issue.id, kept });
  if (!kept.includes("worktree")) return;
  for (;;) {
    const failure = await lane.setUp(acceptedSetups(ledger.progress), watchFor(issue.id), signal);
    if (failure === undefined || (await questions.ask(failure, issue.id)) !== "retry") return;
  }
}
