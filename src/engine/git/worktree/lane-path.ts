import { basename, dirname, join } from "node:path";
import type { MilestoneId } from "../../model/plan.ts";

/**
 * Returns where the worktree of a lane is: `<root>.worktrees/<milestone>/<lane>`.
 * @param root absolute path of the user's checkout
 * @param lane name of the lane: "1", "2", …
 */
export function lanePath(root: string, milestone: MilestoneId, lane: string): string {
  return join(`${root}${SUFFIX}`, milestone, lane);
}

/**
 * Returns where a worktree is now that was recorded by any version. Earlier versions had one worktree for a
 * milestone, `<root>.worktrees/<milestone>`, which becomes the one of lane 1 (`move-to-lane.ts`).
 */
export function currentLanePath(path: string, milestone: MilestoneId): string {
  return basename(path) === milestone && dirname(path).endsWith(SUFFIX) ? join(path, "1") : path;
}

/** Returns `<root>.worktrees` for the worktree of a lane; undefined for any other path. */
export function worktreesFolder(path: string): string | undefined {
  const folder = dirname(dirname(path));
  return folder.endsWith(SUFFIX) ? folder : undefined;
}

const SUFFIX = ".worktrees";
