import { issueOf } from "../plan/lookup.ts";
import type { IssueId } from "../model/plan.ts";
import { ask, type Run } from "./run.ts";

/** The first issue of a phase begins it. */
export async function openPhase(run: Run, issue: IssueId): Promise<void> {
  const { phase } = issueOf(run.plan, issue);
  if (run.ledger.progress.phases[phase] === undefined) await run.ledger.record({ type: "phase.started", phase });
}

/** The phase's last issue is through: a person looks at its pull requests before the next phase begins. */
export async function closePhase(run: Run, phase: number): Promise<void> {
  const { ledger } = run;
  if (ledger.progress.phases[phase] !== "complete") await ledger.record({ type: "phase.completed", phase });
  const answer = await ask(run, { kind: "phase-boundary", evidence: { of: "phase", phase }, fingerprints: [] });
  await ledger.record({ type: "phase.approved", phase });
  if (answer === "skip-phase") await skipNextPhase(run, phase);
}

/** The answer is recorded as a fact about the phase; `nextMove` then skips its issues one by one. */
async function skipNextPhase(run: Run, phase: number): Promise<void> {
  const next = run.plan.phases[run.plan.phases.findIndex(({ number }) => number === phase) + 1];
  if (next === undefined) {
    run.ledger.emit({ type: "notice", issue: undefined, text: "No phase is left to skip" });
    return;
  }
  await run.ledger.record({ type: "phase.skipped", phase: next.number });
}
