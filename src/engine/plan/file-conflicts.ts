import type { IssueId, Plan, PlannedIssue } from "../model/plan.ts";
import type { FileConflict } from "../model/planned-schedule.ts";
import { sharedFiles } from "./file-set.ts";
import { forecastOf } from "./forecast.ts";
import { dependencyIds } from "./lookup.ts";

/**
 * Returns which of these issues are likely to touch the same files although they could be worked on at the same time:
 * they are in one phase, and none depends on the other. In plan order.
 */
export function fileConflicts(plan: Plan, among: ReadonlySet<IssueId>): readonly FileConflict[] {
  const known = new Map<IssueId, ReadonlySet<IssueId>>();
  return plan.phases.flatMap((phase) => {
    const touching = new Map<string, Set<IssueId>>();
    const issues = phase.issues.filter((id) => among.has(id)).flatMap((id) => plan.issues.get(id) ?? []);
    for (const [a, b] of pairsOf(issues.filter(({ spec }) => forecastOf(spec).names.length > 0))) {
      const files = sharedFiles(forecastOf(a.spec), forecastOf(b.spec));
      if (files.length === 0 || allNeeded(plan, a, known).has(b.id) || allNeeded(plan, b, known).has(a.id)) continue;
      for (const file of files) touching.set(file, (touching.get(file) ?? new Set()).add(a.id).add(b.id));
    }
    return grouped(phase.issues, touching);
  });
}

function* pairsOf(issues: readonly PlannedIssue[]): Generator<readonly [PlannedIssue, PlannedIssue]> {
  for (const [index, a] of issues.entries()) for (const b of issues.slice(index + 1)) yield [a, b];
}

/** All issues that an issue depends on, over any number of others. */
function allNeeded(plan: Plan, issue: PlannedIssue, known: Map<IssueId, ReadonlySet<IssueId>>): ReadonlySet<IssueId> {
  const already = known.get(issue.id);
  if (already !== undefined) return already;
  const needed = new Set<IssueId>();
  const open = [issue];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const id of dependencyIds(next)) {
      const issue = plan.issues.get(id);
      if (issue !== undefined && !needed.has(id)) open.push(issue);
      needed.add(id);
    }
  }
  known.set(issue.id, needed);
  return needed;
}

/** Files that the same issues touch are one conflict. */
function grouped(
  inPlanOrder: readonly IssueId[],
  touching: ReadonlyMap<string, ReadonlySet<IssueId>>,
): readonly FileConflict[] {
  const position = new Map(inPlanOrder.map((id, index) => [id, index]));
  const compare = (a: IssueId = "", b: IssueId = "") => (position.get(a) ?? 0) - (position.get(b) ?? 0);
  const groups = Map.groupBy(touching, ([, ids]) => [...ids].sort(compare).join(" "));
  return [...groups]
    .map(([ids, files]) => ({ issues: ids.split(" "), files: files.map(([file]) => file).sort() }))
    .sort((a, b) => compare(a.issues[0], b.issues[0]));
}
