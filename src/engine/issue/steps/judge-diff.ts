import type { Gate } from "../../gates/gate.ts";
import { judge } from "../../gates/judge.ts";
import type { Diff } from "../../git/diff/diff.ts";
import type { GateFinding } from "../../model/findings/gate-finding.ts";
import { required, type StepContext } from "./step.ts";

/** Returns the diff between the issue's base and what is staged. */
export function stagedDiff({ lane, task }: StepContext): Promise<Diff> {
  return lane.worktree.diff(required(task.issue.base, "the base").commit);
}

/** Has gates judge the issue's diff. */
export async function judgeDiff(
  { lane, task, watch, signal }: StepContext,
  diff: Diff,
  gates: readonly Gate[],
): Promise<readonly GateFinding[]> {
  const { findings } = await judge(diff, gates, {
    policy: lane.judges.policyFor(lane.worktree.path),
    milestone: task.milestone.id,
    scopeTags: task.milestone.scopeTags,
    issue: task.planned,
    signal,
    explain: (text) => watch.emit({ type: "explained", issue: task.issue.id, text }),
  });
  return findings;
}
