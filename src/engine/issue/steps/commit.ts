import { agentStop } from "../agent-turn/perform-agent-task.ts";
import { conflictsWithOthers, conflictWithMilestone } from "../branches/conflict-ahead.ts";
import { messageFor } from "../texts/commit-message.ts";
import { done, required, stop, type Step } from "./step.ts";

/** Commits what was judged and tested, and looks for conflicts before anything is pushed. */
export const commit: Step = async (context) => {
  const { lane, task } = context;
  const { issue } = task;
  // A fix is a separate commit on top of what was pushed, since nothing is ever pushed by force.
  const parent = issue.pushed ?? required(issue.base, "the base").commit;
  const mergedBase = issue.pushed === undefined ? undefined : issue.pendingMergeBase;
  const commit = await lane.worktree.commit(messageFor(task), parent, mergedBase);
  if (commit === issue.base?.commit) return stop(agentStop("Nothing is left of the change"));
  const conflict = await conflictWithMilestone(context, commit);
  if (conflict !== undefined) return stop(conflict);
  return done({ step: "commit", commit }, await conflictsWithOthers(context, commit));
};
