import { dirname, join } from "node:path";
import type { MilestoneId } from "../../model/plan.ts";

/**
 * Returns where the worktree of a lane is: `<root>.worktrees/<milestone>/<lane>`.
 * @param root absolute path of the user's checkout
 * @param lane name of the lane: "1", "2", …
 */
export function lanePath(root: string, milestone: MilestoneId, lane: string): string {
  return join(`${root}${SUFFIX}`, milestone, lane);
}

/** Returns `<root>.worktrees` for the worktree of a lane; undefined for any other path. */
export function worktreesFolder(path: string): string | undefined {
  const folder = dirname(dirname(path));
  return folder.endsWith(SUFFIX) ? folder : undefined;
}

const SUFFIX = ".worktrees";
