import type { Stop } from "../../model/stop.ts";
import { agentStop, performAgentTask } from "../agent-turn/perform-agent-task.ts";
import { done, required, stop, type Step, type StepContext } from "./step.ts";

/** A review that gives no valid answer is asked for once more; it never counts as a pass. */
const TRIES = 2;

/** Has the diff reviewed in a fresh session. The coordinator publishes the findings on the forge. */
export const review: Step = async (context) => {
  const { task, watch } = context;
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await performAgentTask(context, "reviewer", { kind: "review", attempt, stop: undefined });
    await discardReviewersCommit(context);
    if (outcome.ok && outcome.kind === "review") return done({ step: "review", findings: outcome.result.findings });
    const failure = outcome.ok ? { reason: "invalid-result", stop: agentStop("The reviewer gave no review") } : outcome;
    if (failure.reason !== "invalid-result" || attempt >= TRIES) return stop(failure.stop);
    watch.emit({ type: "notice", issue: task.issue.id, text: `${messageIn(failure.stop)}; asking once more` });
  }
};

/**
 * A reviewer must change nothing. A commit it made is removed here; what it wrote or staged is removed before the next
 * fix or the next issue begins, with what the tests left behind.
 */
async function discardReviewersCommit({ lane: { worktree, repository }, task, watch }: StepContext): Promise<void> {
  const { issue } = task;
  const branch = required(issue.branch, "the branch");
  const commit = required(issue.commit, "the commit");
  if ((await worktree.head()).commit === commit) return;
  watch.emit({ type: "notice", issue: issue.id, text: "The reviewer made a commit; it is thrown away" });
  // In the user's own checkout nothing is lost: git keeps what was committed for a while.
  if (worktree.path === repository.root) await worktree.commit("Thrown away", commit);
  await worktree.start(branch, commit);
}

function messageIn({ evidence }: Stop): string {
  return evidence.of === "error" ? evidence.message : "The review failed";
}
