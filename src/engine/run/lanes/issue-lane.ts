// When an issue holds a lane: while it works, and while its worktree contains work that is not committed.
import type { Lane } from "../../issue/lane.ts";
import { uncommittedWorktree, type IssueProgress } from "../../model/progress.ts";
import { required } from "../../issue/steps/step.ts";
import type { IssueId } from "../../model/plan.ts";
import { acceptedSetups } from "../step-task-for.ts";
import type { Coordinator } from "../coordinator.ts";
import type { LaneHold } from "./lane-pool.ts";

type LanePorts = Pick<Coordinator, "ledger" | "questions" | "lanes" | "laneLimit" | "watchFor" | "signal">;

/**
 * Gives the lane of an issue back before it waits, unless its worktree contains work that is not committed. With one
 * lane the issue keeps it, so that issues are worked on one after the other.
 */
export function giveLaneBack({ laneLimit }: LanePorts, issue: IssueProgress, hold: LaneHold): void {
  if (laneLimit.count > 1 && uncommittedWorktree(issue) === undefined) hold.release();
}

/** Takes a lane for an issue that gave its lane back, and restores the work of the issue there, as it is by then. */
export async function takeLane(ports: LanePorts, id: IssueId, hold: LaneHold): Promise<void> {
  const lane = await hold.acquire(ports.signal);
  await regain(ports, required(ports.ledger.progress.issues[id], `Issue #${id}`), lane);
}

/** Restores the work of an issue in a lane, where it may have to be checked out, and packages to be installed. */
export async function regain(ports: LanePorts, issue: IssueProgress, lane: Lane): Promise<void> {
  const { ledger, questions, lanes, watchFor, signal } = ports;
  if (issue.branch === undefined) return;
  await Promise.all(lanes.freeLanes().map((other) => other.leave(issue.branch ?? "")));
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
