import { wrongBaseStop } from "../../questions/kinds/safety/protected-branch.ts";
import { commitsSeen, wasPushedFromHere } from "../../git/refs/fingerprints.ts";
import type { Repository } from "../../git/repository.ts";
import type { WorktreePlace } from "../../git/worktree/worktree-place.ts";
import { MilestoneError, messageOf } from "../../model/errors.ts";
import type { Stop } from "../../model/stop.ts";
import { gitTampering } from "../../questions/kinds/safety/git-tampering.ts";
import { stopOf } from "../../questions/stop-definition.ts";
import type { StepContext } from "../steps/step.ts";

/**
 * Remembers where the remote's branches stand, to find afterwards what an agent pushed with credentials of its own. The
 * issue's own branch is checked when the program pushes it: then the agent's push is adopted. A remote that is no
 * folder of this machine is asked only after an agent that made commits, since without them there is nothing to push.
 */
export async function startRemoteTamperCheck(
  context: StepContext,
  place: WorktreePlace,
): Promise<(isReview: boolean) => Promise<Stop | undefined>> {
  const { repository } = context.lane;
  const before = { heads: await repository.localRemoteRefs(), commits: new Set(commitsSeen(place)) };
  return async (isReview) => {
    const made = new Set(commitsSeen(place).filter((commit) => !before.commits.has(commit)));
    const after = (await repository.localRemoteRefs()) ?? (made.size > 0 ? await askedHeads(context) : undefined);
    const moved = [...(after ?? [])].filter(([branch, commit]) => before.heads?.get(branch) !== commit);
    const pushed: string[] = [];
    for (const [branch, commit] of moved) {
      if (branch === context.task.issue.branch && !isReview) continue;
      if (made.has(commit) || (before.heads !== undefined && (await wasMadeHere(repository, place, branch, commit))))
        pushed.push(branch);
    }
    const deleted = after === undefined ? [] : deletedBranches(repository, before.heads, after);
    const stop = pushStop(context, [...pushed, ...deleted]);
    // A review that made no commit is not worth the request.
    return stop ?? (isReview && made.size === 0 ? undefined : retargetStop(context));
  };
}

/** Of a protected branch any commit counts that is here, unless the user merely fetched it meanwhile. */
async function wasMadeHere(
  repository: Repository,
  place: WorktreePlace,
  branch: string,
  commit: string,
): Promise<boolean> {
  if (!repository.isProtected(branch) || (await repository.resolve(commit)) === undefined) return false;
  const tracking = `refs/remotes/${repository.remote.name}/${branch}`;
  return (await repository.resolve(tracking)) !== commit || wasPushedFromHere(place, tracking);
}

function deletedBranches(
  repository: Repository,
  before: ReadonlyMap<string, string> | undefined,
  after: ReadonlyMap<string, string>,
): readonly string[] {
  return [...(before?.keys() ?? [])].filter((branch) => repository.isProtected(branch) && !after.has(branch));
}

function pushStop({ lane, task }: StepContext, branches: readonly string[]): Stop | undefined {
  if (branches.length === 0) return undefined;
  const { name } = lane.repository.remote;
  const what = branches.length === 1 ? "it" : "them";
  const also = branches.includes(task.issue.branch ?? "")
    ? "a reviewer is to change nothing"
    : "and close a pull request made of it";
  return stopOf(gitTampering, {
    of: "error",
    message: `Pushed to ${name} while the agent worked: ${branches.map((branch) => `branch ${branch}`).join(", ")}`,
    hint:
      `Put ${what} back there (${also}), and take from the agent what it pushed with. ` +
      "If it was you, abort, and run the milestone again.",
  });
}

/** A second pull request of the branch, into a protected branch; on a server, where an agent could have opened it. */
async function retargetStop(context: StepContext): Promise<Stop | undefined> {
  const { lane, task, signal } = context;
  const { issue, milestone } = task;
  if (issue.branch === undefined || issue.pull === undefined || lane.forge.name === "local") return undefined;
  const pulls = await lane.forge.pullsOf(issue.branch, signal).catch((error: unknown) => notLookedAt(context, error));
  const isProtected = (branch: string) => lane.repository.isProtected(branch);
  return (pulls ?? [])
    .map((pull) => wrongBaseStop(pull, isProtected, milestone.branch))
    .find((stop) => stop !== undefined);
}

/** A remote that cannot be reached now is reported again by the push. */
async function askedHeads(context: StepContext): Promise<ReadonlyMap<string, string> | undefined> {
  return context.lane.repository.remoteHeads().catch((error: unknown) => notLookedAt(context, error));
}

function notLookedAt({ task, watch, signal }: StepContext, error: unknown): undefined {
  signal.throwIfAborted();
  if (!(error instanceof MilestoneError)) throw error;
  const text = `What the agent may have pushed could not be looked at: ${messageOf(error)}`;
  watch.emit({ type: "log", issue: task.issue.id, source: "engine", text });
}
