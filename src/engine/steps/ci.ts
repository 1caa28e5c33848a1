import { done, required, type Step } from "./step.ts";

const POLL_MS = 15_000;

/** Waits for the forge's own checks of the head, where it has any. */
export const ci: Step = async ({ run, issue }) => {
  const commit = required(issue.pushed, "the pushed commit");
  for (;;) {
    const checks = await run.forge.checks(commit, run.signal);
    switch (checks.state) {
      case "none":
      case "passed":
        return done({ step: "ci", failed: [] });
      case "failed":
        return done({ step: "ci", failed: checks.failed });
      case "running":
      case "not-registered": {
        const until = new Date(run.clock.now().getTime() + POLL_MS).toISOString();
        run.ledger.tell({ type: "waiting", issue: issue.id, until, reason: "CI checks" });
        await run.clock.sleep(POLL_MS, run.signal);
      }
    }
  }
};
