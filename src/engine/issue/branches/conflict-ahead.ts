import type { Stop } from "../../model/stop.ts";
import { withFixAttempt } from "../../questions/catalog.ts";
import { mergeConflict } from "../../questions/kinds/forge/merge-conflict.ts";
import { stopOf } from "../../questions/stop-definition.ts";
import { required, type StepContext } from "../steps/step.ts";
import { mergeableBase } from "./rebase-onto-base.ts";

/**
 * Finds conflicts before a pull request shows them. A conflict with the milestone branch is a stop; one with another
 * open pull request is a notice. Git is asked only where the base has moved or the same files were changed.
 */
export async function conflictAhead({ lane, task, watch }: StepContext, commit: string): Promise<Stop | undefined> {
  const { issue, overlappingPulls } = task;
  const milestone = required(task.base, "the milestone branch");
  if (issue.base?.commit !== milestone.commit) {
    const onto = await mergeableBase(lane.repository, task, milestone.commit);
    const files = await lane.repository.conflicts(onto, commit);
    if (files.length > 0) {
      const conflict = stopOf(mergeConflict, { of: "conflict", with: milestone.branch, files });
      return withFixAttempt(conflict, issue, lane.config.limits.fixAttempts);
    }
  }
  for (const other of overlappingPulls) {
    const files = await lane.repository.conflicts(other.commit, commit);
    if (files.length > 0) {
      const where = `PR #${other.number} (${other.branch}) in ${files.join(", ")}`;
      const text = `Conflicts with ${where}: merge one, and the other will ask`;
      watch.emit({ type: "notice", issue: issue.id, text });
    }
  }
  return undefined;
}
