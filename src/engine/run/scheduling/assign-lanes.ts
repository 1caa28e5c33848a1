import type { IssueId } from "../../model/plan.ts";
import type { IssueProgress, Progress } from "../../model/progress.ts";

/** An issue, and the name of the lane in which it starts or goes on. */
export interface Start {
  readonly issue: IssueId;
  readonly lane: string;
}

interface FreeLane {
  readonly name: string;
  readonly path?: string;
}

type Issues = Pick<Progress, "issues">;

/**
 * Assigns free lanes to issues. An interrupted issue goes to the lane that has its worktree, since its uncommitted work
 * is there; the others get, in order, first the lanes that are nobody's worktree. Where there are fewer lanes than
 * issues, the rest waits.
 * @param claims the issues in the order in which each may have the lane of its worktree
 */
export function assignLanes(
  issues: readonly IssueId[],
  free: readonly FreeLane[],
  { issues: records }: Issues,
  claims: readonly IssueId[] = issues,
): readonly Start[] {
  const starts: Start[] = [];
  const left = [...free];
  for (const issue of claims) {
    const worktree = records[issue]?.worktree;
    const home = worktree === undefined ? undefined : left.find(({ path }) => path === worktree);
    if (home === undefined) continue;
    starts.push({ issue, lane: home.name });
    left.splice(left.indexOf(home), 1);
  }
  const homes = new Set(Object.values(records).flatMap((record) => (record.state === "active" ? record.worktree : [])));
  const nobodysFirst = left.toSorted((a, b) => Number(homes.has(a.path)) - Number(homes.has(b.path)));
  const others = issues.filter((id) => starts.every(({ issue }) => issue !== id));
  for (const [index, { name }] of nobodysFirst.entries()) {
    const issue = others[index];
    if (issue !== undefined) starts.push({ issue, lane: name });
  }
  return starts.sort((a, b) => issues.indexOf(a.issue) - issues.indexOf(b.issue));
}

/**
 * Sorts interrupted issues by how likely their uncommitted work is in their worktree: an issue at CI has left its lane
 * to others, and of two issues the one that started later was there last.
 */
export function lastAtWorkFirst(issues: readonly IssueId[], { issues: records }: Issues): readonly IssueId[] {
  const isAtCi = (record: IssueProgress | undefined) => Number(record?.currentStep === "ci");
  return issues.toSorted((idA, idB) => {
    const [a, b] = [records[idA], records[idB]];
    return isAtCi(a) - isAtCi(b) || (b?.startedAt ?? "").localeCompare(a?.startedAt ?? "");
  });
}
