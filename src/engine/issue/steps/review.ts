import type { Stop } from "../../model/stop.ts";
import { agentStop, performAgentTask } from "../agent-turn/perform-agent-task.ts";
import { done, required, stop, type Step, type StepContext } from "./step.ts";

/** How often a review is tried. A review without a valid answer never counts as a pass. */
const MAX_ATTEMPTS = 2;

/** Has the diff reviewed in a fresh session. The coordinator publishes the findings on the forge. */
export const review: Step = async (context) => {
  const { lane, task, watch } = context;
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await performAgentTask(context, "reviewer", { kind: "review", attempt, stop: undefined });
    if (watch.canceled.aborted) {
      // The reviewer was ended in its work, which may have left the worktree in any state.
      await lane.worktree.start(required(task.issue.branch, "the branch"), required(task.issue.commit, "the commit"));
      return stop(outcome.ok ? agentStop("The review was canceled") : outcome.stop);
    }
    await discardReviewersCommit(context);
    if (outcome.ok && outcome.kind === "review") return done({ step: "review", findings: outcome.result.findings });
    const failure = outcome.ok ? { reason: "invalid-result", stop: agentStop("The reviewer gave no review") } : outcome;
    if (failure.reason !== "invalid-result" || attempt >= MAX_ATTEMPTS) return stop(failure.stop);
    watch.emit({ type: "notice", issue: task.issue.id, text: `${messageIn(failure.stop)}; asking once more` });
  }
};

/**
 * Removes a commit that the reviewer made, since a reviewer must change nothing. Files that it wrote or staged are
 * removed before the next fix or the next issue begins, together with what the tests left behind.
 */
async function discardReviewersCommit({ lane: { worktree, repository }, task, watch }: StepContext): Promise<void> {
  const { issue } = task;
  const branch = required(issue.branch, "the branch");
  const commit = required(issue.commit, "the commit");
  if ((await worktree.head()).commit === commit) return;
  watch.emit({ type: "notice", issue: issue.id, text: "The reviewer made a commit; it is thrown away" });
  // In the user's own checkout, what is staged is committed first, so that git keeps it for a while.
  if (worktree.path === repository.root) await worktree.commit("Thrown away", commit);
  await worktree.start(branch, commit);
}

function messageIn({ evidence }: Stop): string {
  return evidence.of === "error" ? evidence.message : "The review failed";
}
