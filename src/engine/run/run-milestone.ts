import { RunEnded } from "../model/errors.ts";
import type { EndReason } from "../model/facts.ts";
import { checkBaseline } from "./bootstrap/baseline-tests.ts";
import { beginRun } from "./bootstrap/begin-run.ts";
import { completeMilestone } from "./complete-milestone.ts";
import { convertToDrafts } from "./pulls/convert-to-drafts.ts";
import { createCoordinator } from "./coordinator.ts";
import { askAboutInterruptedAgents } from "./bootstrap/interrupted-agents.ts";
import { passQualityGate } from "./bootstrap/quality-gate.ts";
import { retryIssues } from "./bootstrap/retry-issues.ts";
import type { RunContext } from "./run-context.ts";
import { workThrough } from "./work-through.ts";

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
