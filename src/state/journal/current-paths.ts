import { basename, dirname, join } from "node:path";
import type { MilestoneId } from "../../engine/model/plan.ts";
import type { Progress } from "../../engine/model/progress.ts";

/** Names the worktrees of issues where they are now, whatever version recorded them. */
export function withCurrentPaths(progress: Progress): Progress {
  const issues = Object.entries(progress.issues).map(([id, issue]) => {
    const { worktree } = issue;
    const current = worktree === undefined ? undefined : currentPath(worktree, progress.milestone);
    return [id, { ...issue, worktree: current }] as const;
  });
  return { ...progress, issues: Object.fromEntries(issues) };
}

/**
 * Earlier versions had one worktree for a milestone, `<root>.worktrees/<milestone>`. It becomes the one of lane 1
 * (`engine/git/worktree/move-to-lane.ts`).
 */
function currentPath(path: string, milestone: MilestoneId): string {
  return basename(path) === milestone && dirname(path).endsWith(".worktrees") ? join(path, "1") : path;
}
