import { evidenceStop } from "../stops/pending.ts";
import type { Stop } from "../stops/stop.ts";
import { required, type StepContext } from "./step.ts";

/** After every agent task: the worktree must still be on the issue's branch. */
export async function tamperingStop({ lane, issue }: StepContext): Promise<Stop | undefined> {
  const branch = required(issue.branch, "the branch");
  const head = await lane.worktree.head();
  if (head.branch === branch) return undefined;
  return evidenceStop("outside-worktree", {
    of: "error",
    message: `The agent left branch ${branch} for ${head.branch ?? "a detached commit"}`,
    mend: "Look at what it did there before you run the milestone again.",
  });
}
