import type { PushResult } from "../../git/repository.ts";
import { MilestoneError } from "../../model/errors.ts";
import type { BranchPoint } from "../../model/step-result.ts";
import type { Stop } from "../../model/stop.ts";
import { withFixAttempt } from "../../questions/catalog.ts";
import { mergeConflict } from "../../questions/kinds/forge/merge-conflict.ts";
import { pushFailed } from "../../questions/kinds/forge/push-failed.ts";
import { stopOf } from "../../questions/stop-definition.ts";
import { adoptOwnPush } from "../branches/adopt-push.ts";
import { pushOntoTheirs } from "../branches/push-onto-theirs.ts";
import { rebaseOntoBase } from "../branches/rebase-onto-base.ts";
import { reviewersPushStop } from "../tamper-check/remote-tamper-check.ts";
import { messageFor } from "../texts/commit-message.ts";
import type { Outcome } from "../step-task.ts";
import { done, required, stop, type Step, type StepContext } from "./step.ts";

/**
 * Pushes the commit to the issue's branch; never by force, and never to a protected branch. The review, which needs
 * only the commit, works meanwhile.
 */
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
  if (base === undefined && lane.worktree.path !== lane.repository.root) {
    watch.reviewAhead.begin(commit);
  } else {
    // A rebased commit is not checked out yet, and in the user's own checkout nothing goes on beside a step.
    const tampering = await endReview(context);
    if (tampering !== undefined) return stop(tampering);
  }
  const result = await lane.repository.push({ commit, branch, expected: await expectedOn(context, branch) });
  if (!result.ok) return joinOrAsk(context, { commit, base, branch }, result);
  if (base !== undefined) await lane.worktree.start(branch, commit);
  return done({ step: "push", commit, base });
};

/** Finds out why a push was refused. Where the branch has other commits on the remote, joins them if it may. */
async function joinOrAsk(
  context: StepContext,
  {
    commit,
    base,
    branch,
  }: { readonly commit: string; readonly base: BranchPoint | undefined; readonly branch: string },
  { reason: message, detail }: Extract<PushResult, { readonly ok: false }>,
): Promise<Outcome> {
  const { lane, task, watch } = context;
  watch.emit({ type: "log", issue: task.issue.id, source: "git", text: detail });
  const refused = stop(stopOf(pushFailed, { of: "error", message, detail }));
  const remoteCommit = await commitOnRemote(context, branch);
  if (remoteCommit === "unknown") return refused;
  const tampering = await endReview(context);
  if (tampering !== undefined) return stop(tampering);
  const adopted = base === undefined ? await adoptOwnPush(context, branch, commit, remoteCommit) : undefined;
  if (adopted !== undefined) return done({ step: "push", commit: adopted });
  const reviewersPush = reviewersPushStop(context, commit, remoteCommit);
  if (reviewersPush !== undefined) return stop(reviewersPush);
  const joined = await pushOntoTheirs(context, branch, commit, remoteCommit);
  if (!joined.ok) return joined.stop === undefined ? refused : stop(joined.stop);
  await lane.worktree.start(branch, joined.commit);
  return done({ step: "push", commit: joined.commit, base });
}

/** Ends the review that works in the worktree. Returns the stop for what it did by then and must not do. */
async function endReview({ watch, signal }: StepContext): Promise<Stop | undefined> {
  const tampering = await watch.reviewAhead.cancel();
  signal.throwIfAborted();
  return tampering;
}

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
