import type { ReviewFinding } from "../review.ts";
import { agentFailed, performTask } from "./agent-task.ts";
import { done, required, stop, type Step, type StepContext } from "./step.ts";

/** A review that gives no valid answer is asked for once more; it is never taken for a pass. */
const TRIES = 2;

/** Has the diff reviewed in a fresh session; its findings go to the pull request and, if there are any, to the user. */
export const review: Step = async (context) => {
  const { run, issue } = context;
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await performTask(context, run.reviewer, { kind: "review", attempt, stop: undefined });
    run.signal.throwIfAborted();
    if (outcome.ok && outcome.kind === "review") {
      const findings = outcome.result.findings.map(asFinding);
      await tellForge(context, findings);
      return done({ step: "review", findings });
    }
    const failure = outcome.ok ? { reason: "invalid-result", message: "The reviewer gave no review", detail: "" } : outcome;
    if (failure.reason !== "invalid-result" || attempt >= TRIES) return stop(agentFailed(failure.message, failure.detail));
    run.ledger.tell({ type: "notice", issue: issue.id, text: `${failure.message}; asking once more` });
  }
};

/** A clean first review needs no comment; a clean later one takes the earlier findings back. */
async function tellForge({ run, issue }: StepContext, findings: readonly ReviewFinding[]): Promise<void> {
  if (findings.length === 0 && issue.reviews === 0) return;
  await run.forge.review(required(issue.pull, "the pull request").number, findings, run.signal);
}

function asFinding(finding: { title: string; file: string; line?: number | undefined; severity: ReviewFinding["severity"]; detail: string }): ReviewFinding {
  return { ...finding, line: finding.line };
}
