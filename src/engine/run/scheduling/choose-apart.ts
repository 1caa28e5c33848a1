import type { IssueId, Plan, PlannedIssue } from "../../model/plan.ts";
import type { Progress } from "../../model/progress.ts";
import { fileSet, overlaps, type FileSet } from "../../plan/file-set.ts";
import { forecastOf } from "../../plan/forecast.ts";
import { requireIssue } from "../../plan/lookup.ts";

/**
 * Chooses issues to start at the same time, so that none is likely to touch the same files as another or as one at
 * work, while something else can start. Otherwise the first of them start all the same.
 * @param most how many may start
 */
export function chooseApart(
  { plan, progress }: { readonly plan: Plan; readonly progress: Progress },
  ready: readonly PlannedIssue[],
  atWork: Iterable<IssueId>,
  most: number,
): readonly PlannedIssue[] {
  const touched = [...atWork].map((id) => touchedBy(requireIssue(plan, id), progress));
  const left = [...ready];
  const chosen: PlannedIssue[] = [];
  while (chosen.length < most && left.length > 0) {
    const apart = left.findIndex(({ spec }) => !touched.some((files) => overlaps(files, forecastOf(spec))));
    for (const issue of left.splice(Math.max(0, apart), 1)) {
      chosen.push(issue);
      touched.push(forecastOf(issue.spec));
    }
  }
  return chosen;
}

/** The files that an issue has changed so far, and those that its spec names. */
function touchedBy({ id, spec }: PlannedIssue, progress: Progress): FileSet {
  const forecast = forecastOf(spec);
  const changed = progress.issues[id]?.change?.files ?? [];
  return changed.length === 0 ? forecast : fileSet([...forecast.names, ...changed]);
}
