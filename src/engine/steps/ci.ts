import type { PullStatus } from "../forges/forge.ts";
import { findingKey } from "../review.ts";
import { evidenceStop, withFixAttempt } from "../stops/pending.ts";
import { done, required, stop, type Outcome, type Step, type StepContext } from "./step.ts";

const POLL_MS = 15_000;

/**
 * Waits for the forge's own checks of the pull request, where it has any. A conflict, a merge or a review by a person
 * seen meanwhile ends the wait. A draft becomes ready once everything is good.
 */
export const ci: Step = async (context) => {
  const { run, issue } = context;
  const { number } = required(issue.pull, "the pull request");
  for (;;) {
    const status = await run.forge.status(number, run.signal);
    const outcome = await outcomeOf(context, status);
    if (outcome !== undefined) return outcome;
    const until = new Date(run.clock.now().getTime() + POLL_MS).toISOString();
    run.ledger.tell({ type: "waiting", issue: issue.id, until, reason: "CI checks" });
    await run.clock.sleep(POLL_MS, run.signal);
  }
};

async function outcomeOf({ run, issue }: StepContext, { pull, ci, conflict, reviews }: PullStatus): Promise<Outcome | undefined> {
  if (pull.state === "merged") return done({ step: "ci", failed: [], asked: [] });
  if (pull.state === "closed") {
    return stop(evidenceStop("pull-request-failed", { of: "error", message: `PR #${pull.number} was closed by somebody else` }));
  }
  if (conflict === true) {
    const base = run.plan.milestoneBranch;
    return stop(withFixAttempt(evidenceStop("merge-conflict", { of: "conflict", with: base, files: [] }), issue, run.config.limits.fixAttempts));
  }
  const asked = reviews.findings.filter((finding) => !issue.heard.includes(findingKey(finding)));
  if (asked.length > 0) return done({ step: "ci", failed: [], asked });
  switch (ci.state) {
    case "failed":
      return done({ step: "ci", failed: ci.failed, asked: [] });
    case "none":
    case "passed":
      if (pull.draft) await run.forge.updatePull(pull.number, { draft: false }, run.signal);
      return done({ step: "ci", failed: [], asked: [] });
    case "running":
    case "not-registered":
      return undefined;
  }
}
