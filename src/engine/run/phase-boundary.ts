import type { Plan } from "../model/plan.ts";
import type { Ledger } from "../model/ports.ts";
import { phaseBoundary } from "../questions/kinds/run/phase-boundary.ts";
import type { QuestionQueue } from "../questions/queue.ts";
import { stopOf } from "../questions/stop-definition.ts";

interface PhasePorts {
  readonly plan: Plan;
  readonly ledger: Ledger;
  readonly questions: QuestionQueue;
}

/** Records the start of a phase, unless it has started. */
export async function openPhase({ ledger }: Pick<PhasePorts, "ledger">, phase: number): Promise<void> {
  if (ledger.progress.phases[phase] === undefined) await ledger.record({ type: "phase.started", phase });
}

/** Asks the user to review a phase's pull requests once its last issue has ended, before the next phase begins. */
export async function closePhase(ports: PhasePorts, phase: number): Promise<void> {
  const { ledger, questions } = ports;
  if (ledger.progress.phases[phase] !== "complete") await ledger.record({ type: "phase.completed", phase });
  const answer = await questions.ask(stopOf(phaseBoundary, { of: "phase", phase }));
  await ledger.record({ type: "phase.approved", phase });
  if (answer === "skip-phase") await skipNextPhase(ports, phase);
}

/** Records that the next phase is skipped. The scheduler then skips its issues one by one. */
async function skipNextPhase({ plan, ledger }: PhasePorts, phase: number): Promise<void> {
  const next = plan.phases[plan.phases.findIndex(({ number }) => number === phase) + 1];
  if (next === undefined) {
    ledger.emit({ type: "notice", issue: undefined, text: "No phase is left to skip" });
    return;
  }
  await ledger.record({ type: "phase.skipped", phase: next.number });
}
