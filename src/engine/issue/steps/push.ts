import { MilestoneError } from "../../model/errors.ts";
import { withFixAttempt } from "../../questions/catalog.ts";
import { mergeConflict } from "../../questions/kinds/forge/merge-conflict.ts";
import { pushFailed } from "../../questions/kinds/forge/push-failed.ts";
import { stopOf } from "../../questions/stop-definition.ts";
import { adoptOwnPush } from "../branches/adopt-push.ts";
import { pushOntoTheirs } from "../branches/push-onto-theirs.ts";
import { rebaseOntoBase } from "../branches/rebase-onto-base.ts";
import { messageFor } from "../texts/commit-message.ts";
import { done, required, stop, type Step, type StepContext } from "./step.ts";

/** Pushes the commit to the issue's branch; never by force, and never to a protected branch. */
export const push: Step = async (context) => {
  const { lane, task, watch } = context;
  const { issue } = task;
  const branch = required(issue.branch, "the branch");
  const judged = required(issue.commit, "the commit");
  const rebased = await rebaseOntoBase(lane.repository, task, judged, messageFor(task));
  if (!rebased.ok) {
    const conflict = { of: "conflict", with: task.milestone.branch, files: rebased.conflicts } as const;
    return stop(withFixAttempt(stopOf(mergeConflict, conflict), issue, lane.config.limits.fixAttempts));
  }
  const { commit, base } = rebased;
  if (commit === issue.pushed) return done({ step: "push", commit });
  const result = await lane.repository.push({ commit, branch, expected: await expectedOn(context, branch) });
  if (!result.ok) {
    watch.emit({ type: "log", issue: issue.id, source: "git", text: result.detail });
    const refused = stopOf(pushFailed, { of: "error", message: result.reason, detail: result.detail });
    const remoteCommit = await commitOnRemote(context, branch);
    if (remoteCommit === "unknown") return stop(refused);
    const adopted = base === undefined ? await adoptOwnPush(context, branch, commit, remoteCommit) : undefined;
    if (adopted !== undefined) return done({ step: "push", commit: adopted });
    const joined = await pushOntoTheirs(context, branch, commit, remoteCommit);
    if (!joined.ok) return stop(joined.stop ?? refused);
    await lane.worktree.start(branch, joined.commit);
    return done({ step: "push", commit: joined.commit, base });
  }
  if (base !== undefined) await lane.worktree.start(branch, commit);
  return done({ step: "push", commit, base });
};

/**
 * Returns the commit of the branch on the remote, or `unknown` where the remote cannot be asked. The failed push was
 * reported already.
 */
async function commitOnRemote({ lane: { repository } }: StepContext, branch: string): Promise<string | undefined> {
  try {
    return (await repository.remoteHeads([branch])).get(branch);
  } catch (error) {
    if (error instanceof MilestoneError) return "unknown";
    throw error;
  }
}

/**
 * Returns the commit that the branch has to have on the remote: that of the last push. On a retry after the branch was
 * deleted it is undefined, and the push creates the branch again.
 */
async function expectedOn({ lane, task }: StepContext, branch: string): Promise<string | undefined> {
  const { pushed } = task.issue;
  if (pushed === undefined || !task.repeated) return pushed;
  return (await lane.repository.remoteHeads([branch])).has(branch) ? pushed : undefined;
}
