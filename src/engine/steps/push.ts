import { evidenceStop } from "../stops/pending.ts";
import { done, required, stop, type Step } from "./step.ts";

/** Pushes the commit to the issue's branch; never by force, and never to a protected branch. */
export const push: Step = async ({ run, issue }) => {
  const commit = required(issue.commit, "the commit");
  if (commit === issue.pushed) return done({ step: "push", commit });
  const branch = required(issue.branch, "the branch");
  const result = await run.repository.push({ commit, branch, expected: issue.pushed });
  if (result.ok) return done({ step: "push", commit });
  run.ledger.tell({ type: "log", issue: issue.id, source: "git", text: result.detail });
  return stop(evidenceStop("push-failed", { of: "error", message: result.reason, detail: result.detail }));
};
