import { findingsOf } from "../model/plan.ts";
import { reviewPlan } from "../plan/review/review-plan.ts";
import { ask, type Run } from "./run.ts";

/** Reviews the plan on the first run and whenever it changed; criticals go on only if a person accepts them. */
export async function passQualityGate(run: Run): Promise<void> {
  const { digest } = run.plan;
  const { gate } = run.ledger.progress;
  if (run.options.skipPlanReview || (gate?.passed === true && gate.digest === digest)) return;

  await run.ledger.record({ type: "review.started" });
  const review = reviewPlan(run.loaded);
  await run.ledger.record({ type: "plan.reviewed", digest, findings: review.findings });

  const criticals = findingsOf(review, "critical");
  if (criticals.length > 0) {
    await ask(run, { kind: "quality-gate", evidence: { of: "plan", findings: criticals }, fingerprints: [digest] });
  }
}
