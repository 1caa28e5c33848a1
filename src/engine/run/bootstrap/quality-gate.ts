import { findingsOf } from "../../model/plan.ts";
import type { Ledger } from "../../model/ports.ts";
import { reviewPlan } from "../../plan/review/review-plan.ts";
import type { LoadedPlan } from "../../plan/sources/load-plan.ts";
import { qualityGate } from "../../questions/kinds/run/quality-gate.ts";
import type { QuestionQueue } from "../../questions/queue.ts";
import { stopOf } from "../../questions/stop-definition.ts";

/**
 * Reviews the plan on the first run and whenever it changed. The run continues after critical findings only if the user
 * accepts them.
 */
export async function passQualityGate(
  { ledger, questions }: { readonly ledger: Ledger; readonly questions: QuestionQueue },
  loaded: LoadedPlan,
): Promise<void> {
  const { digest } = loaded.plan;
  const { gate } = ledger.progress;
  if (gate?.passed === true && gate.digest === digest) return;

  await ledger.record({ type: "review.started" });
  const review = reviewPlan(loaded);
  await ledger.record({ type: "plan.reviewed", digest, findings: review.findings });

  const findings = findingsOf(review, "critical");
  if (findings.length > 0) await questions.ask(stopOf(qualityGate, { of: "plan", findings }, [digest]));
}
