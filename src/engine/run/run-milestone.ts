import type { Lane } from "../issue/lane.ts";
import { RunEnded } from "../model/errors.ts";
import type { EndReason } from "../model/facts.ts";
import type { IssueId } from "../model/plan.ts";
import { requireIssue } from "../plan/lookup.ts";
import { checkBaseline } from "./bootstrap/baseline-tests.ts";
import { beginRun } from "./bootstrap/begin-run.ts";
import { completeMilestone } from "./complete-milestone.ts";
import { convertToDrafts } from "./pulls/convert-to-drafts.ts";
import { createCoordinator, type Coordinator } from "./coordinator.ts";
import { askAboutInterruptedAgents } from "./bootstrap/interrupted-agents.ts";
import { closePhase, openPhase } from "./phase-boundary.ts";
import { passQualityGate } from "./bootstrap/quality-gate.ts";
import { retryIssues } from "./bootstrap/retry-issues.ts";
import type { RunContext } from "./run-context.ts";
import { runIssue, skipIssue } from "./run-issue.ts";
import { schedule, type Decision } from "./schedule.ts";

/** Runs a milestone from its current state to its end, or until something ends the run earlier. */
export async function runMilestone(context: RunContext): Promise<"completed" | EndReason> {
  const { loaded, ledger, options, version, panic } = context;
  const scope = new AbortController();
  const coordinator = createCoordinator(context, scope);
  try {
    await beginRun(ledger, loaded.plan, { version, autonomous: context.decider.by === "unattended" });
    await askAboutInterruptedAgents(coordinator);
    await retryIssues(ledger, loaded.plan, options.retry);
    if (!options.skipPlanReview) await passQualityGate(coordinator, loaded);
    await coordinator.branch.prepare();
    await checkBaseline(coordinator);
    await coordinator.pulls.reconcile();
    await workThrough(coordinator, scope);
    // The plan is out of date if an earlier run was killed before it wrote its last update.
    await coordinator.track();
    await completeMilestone(coordinator);
    return "completed";
  } catch (error) {
    if (!(error instanceof RunEnded)) throw error;
    const reason = panic.aborted ? "panic" : error.reason;
    if (reason === "panic") await convertToDrafts(coordinator.forge, ledger);
    await coordinator.track();
    await ledger.record({ type: "run.ended", reason });
    return reason;
  }
}

/** Carries out the decisions of the scheduler until the milestone is complete. An error in one lane ends all lanes. */
async function workThrough(coordinator: Coordinator, scope: AbortController): Promise<void> {
  const atWork = new Map<Lane, { readonly issue: IssueId; readonly ended: Promise<Lane> }>();
  try {
    for (;;) {
      const decision = await decide(coordinator, (lane) => atWork.get(lane)?.issue);
      switch (decision.kind) {
        case "start":
          for (const start of decision.starts) {
            const lane = laneNamed(coordinator, start.lane);
            await openPhase(coordinator, requireIssue(coordinator.plan, start.issue).phase);
            const ended = runIssue(coordinator, start.issue, lane).then(() => lane);
            ended.catch(() => {});
            atWork.set(lane, { issue: start.issue, ended });
          }
          // Nothing that the plan shows has changed yet.
          continue;
        case "wait":
          atWork.delete(await Promise.race([...atWork.values()].map(({ ended }) => ended)));
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
    await Promise.allSettled([...atWork.values()].map(({ ended }) => ended));
    throw error;
  }
}

/**
 * Returns the next decision, based on the current state of the forge and the remote. Skipping and waiting need no look
 * at either.
 */
async function decide(
  { plan, ledger, lanes, pulls }: Coordinator,
  issueIn: (lane: Lane) => IssueId | undefined,
): Promise<Decision> {
  const states = lanes.map((lane) => ({ name: lane.name, issue: issueIn(lane) }));
  const decision = schedule(plan, ledger.progress, states);
  if (decision.kind === "skip" || decision.kind === "wait") return decision;
  await pulls.follow();
  return schedule(plan, ledger.progress, states);
}

function laneNamed({ lanes }: Coordinator, name: string): Lane {
  const lane = lanes.find((candidate) => candidate.name === name);
  if (lane === undefined) throw new Error(`There is no lane ${name}`);
  return lane;
}
