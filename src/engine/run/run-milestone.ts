import { checkBaseline } from "./baseline-tests.ts";
import { prepareBase } from "./milestone-branch.ts";
import type { EndReason } from "../model/events.ts";
import { runIssue, skipIssue } from "./run-issue.ts";
import { nextMove, type Move } from "./schedule.ts";
import { closePhase, openPhase } from "./phase-boundary.ts";
import { passQualityGate } from "./quality-gate.ts";
import { followForge, reconcile } from "./reconcile.ts";
import { convertToDrafts } from "./convert-to-drafts.ts";
import { RunEnded, type Run } from "./run.ts";
import { begin, complete, retryIssues } from "./start-and-end.ts";
import { askAboutInterruptedAgents } from "../issue/tamper-check/crash-recovery.ts";
import { track } from "./write-tracking.ts";

/** Runs a milestone from wherever it stands to its end, or to whatever ends the run before. */
export async function runMilestone(run: Run): Promise<"completed" | EndReason> {
  try {
    await begin(run);
    await askAboutInterruptedAgents(run);
    await retryIssues(run);
    await passQualityGate(run);
    await prepareBase(run);
    await checkBaseline(run);
    await reconcile(run);
    await workThrough(run);
    // Killed before it was written last time, the plan would say for ever that there is something to do.
    await track(run);
    await complete(run);
    return "completed";
  } catch (error) {
    if (!(error instanceof RunEnded)) throw error;
    const reason = run.panic.aborted ? "panic" : error.reason;
    if (reason === "panic") await convertToDrafts(run);
    await track(run);
    await run.ledger.record({ type: "run.ended", reason });
    return reason;
  }
}

async function workThrough(run: Run): Promise<void> {
  for (;;) {
    const move = await decide(run);
    switch (move.kind) {
      case "issue":
        await openPhase(run, move.issue);
        await runIssue(run, move.issue, run.lanes[0]);
        break;
      case "skip":
        await skipIssue(run, move.issue, move.reason);
        break;
      case "boundary":
        await closePhase(run, move.phase);
        break;
      case "complete":
        return;
    }
    await track(run);
  }
}

/** What comes next, as the forge and the remote have it now; what is skipped needs neither. */
async function decide(run: Run): Promise<Move> {
  const move = nextMove(run.plan, run.ledger.progress);
  if (move.kind === "skip") return move;
  await followForge(run);
  return nextMove(run.plan, run.ledger.progress);
}
