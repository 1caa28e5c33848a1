import type { IssueId } from "../../model/plan.ts";
import { uncommittedWorktree, type Progress } from "../../model/progress.ts";

/** An issue, and the name of the lane in which it starts or goes on. */
export interface Start {
  readonly issue: IssueId;
  readonly lane: string;
}

interface FreeLane {
  readonly name: string;
  readonly path?: string;
}

/**
 * Assigns free lanes to issues. An interrupted issue with work that is not committed goes to the lane that has that
 * work; the others get the remaining lanes in order. Where there are fewer lanes than issues, the rest waits.
 */
export function assignLanes(
  issues: readonly IssueId[],
  free: readonly FreeLane[],
  { issues: records }: Pick<Progress, "issues">,
): readonly Start[] {
  const homeOf = (issue: IssueId) => {
    const record = records[issue];
    const worktree = record === undefined ? undefined : uncommittedWorktree(record);
    return worktree === undefined ? undefined : free.find(({ path }) => path === worktree)?.name;
  };
  const homes = new Set(issues.flatMap((issue) => homeOf(issue) ?? []));
  const others = free.flatMap(({ name }) => (homes.has(name) ? [] : [name]));
  return issues.flatMap((issue) => {
    const lane = homeOf(issue) ?? others.shift();
    return lane === undefined ? [] : [{ issue, lane }];
  });
}
