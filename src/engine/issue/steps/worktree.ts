import { branchOf } from "../../plan/branch-name.ts";
import { prepareLane } from "../prepare-lane.ts";
import { evidenceStop } from "../../questions/pending.ts";
import { branchPoint } from "../branches/branch-point.ts";
import { done, stop, type Step } from "./step.ts";

/** Puts the lane on the issue's branch, with what earlier issues left behind gone. */
export const worktree: Step = async ({ run, lane, planned, issue }) => {
  const branch = branchOf(run.plan, planned);
  const point = await branchPoint(run, planned);
  if (point.kind === "conflict") {
    // Nothing is there yet that an agent could repair: the branches have to be merged first.
    const conflict = evidenceStop("merge-conflict", { of: "conflict", with: point.with, files: point.files });
    return stop({ ...conflict, attempt: { number: 1, of: 0 } });
  }
  await lane.worktree.start(branch, point.base.commit);
  const setup = await prepareLane(run, lane, issue.id);
  if (setup !== undefined) return stop(setup);
  return done({ step: "worktree", branch, base: point.base, path: lane.worktree.path });
};
