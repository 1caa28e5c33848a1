import { branchOf } from "../../plan/branch-name.ts";
import { mergeConflict } from "../../questions/kinds/forge/merge-conflict.ts";
import { stopOf } from "../../questions/stop-definition.ts";
import { branchPoint } from "../branches/branch-point.ts";
import { prepareWorktree } from "../lane-setup/prepare-worktree.ts";
import { done, stop, type Step } from "./step.ts";

/** Switches the lane to the branch of the issue, and removes what earlier issues left behind. */
export const worktree: Step = async (context) => {
  const { lane, task } = context;
  const point = await branchPoint(lane.repository, task);
  if (point.kind === "conflict") {
    const conflict = stopOf(mergeConflict, { of: "conflict", with: point.with, files: point.files });
    // No agent can repair this: the dependencies' branches have to be merged first.
    return stop({ ...conflict, attempt: { number: 1, of: 0 } });
  }
  const branch = branchOf({ milestone: task.milestone.id }, task.planned);
  await lane.worktree.start(branch, point.base.commit);
  const failed = await prepareWorktree(context, task.acceptedSetups, task.issue.id);
  if (failed !== undefined) return stop(failed);
  return done({ step: "worktree", branch, base: point.base, path: lane.worktree.path });
};
