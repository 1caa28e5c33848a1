import { wrongBaseStop } from "../../questions/kinds/safety/protected-branch.ts";
import { commitsMadeAfter, commitsSeen, wasLastUpdatedByPush } from "../../git/refs/fingerprints.ts";
import type { Repository } from "../../git/repository.ts";
import { worktreePlace, type WorktreePlace } from "../../git/worktree/worktree-place.ts";
import { MilestoneError, messageOf } from "../../model/errors.ts";
import type { IssueProgress } from "../../model/progress.ts";
import type { Stop } from "../../model/stop.ts";
import { gitTampering } from "../../questions/kinds/safety/git-tampering.ts";
import { stopOf } from "../../questions/stop-definition.ts";
import type { StepContext } from "../steps/step.ts";
import { agentsOf, type AgentAtWork } from "./agents-at-work.ts";

/**
 * Records the remote's branches, to find out later what the agent pushed with its own credentials. A push to the branch
 * of the issue is not reported here, because the program adopts it when it pushes that branch. A remote that is not a
 * folder on this machine is asked only after an agent that made commits, since without commits there is nothing to
 * push.
 * @returns the check to run after the agent; its argument says whether the agent was a reviewer
 */
export async function startRemoteTamperCheck(
  context: StepContext,
  place: WorktreePlace,
  agent: AgentAtWork,
): Promise<(isReview: boolean) => Promise<Stop | undefined>> {
  const { repository } = context.lane;
  const before = { heads: await repository.localRemoteRefs(), commits: new Set(commitsSeen(place)) };
  return async (isReview) => {
    const made = new Set(commitsSeen(place).filter((commit) => !before.commits.has(commit)));
    const after = (await repository.localRemoteRefs()) ?? (made.size > 0 ? await headsOnRemote(context) : undefined);
    const moved = [...(after ?? [])].filter(([branch, commit]) => before.heads?.get(branch) !== commit);
    const pushed: string[] = [];
    for (const [branch, commit] of moved) {
      if ((branch === context.task.issue.branch && !isReview) || agent.moves.wasSent(branch, commit)) continue;
      if (made.has(commit) || (before.heads !== undefined && (await wasMadeHere(repository, place, branch, commit))))
        pushed.push(branch);
    }
    const deleted = after === undefined ? [] : deletedBranches(repository, before.heads, after);
    const stop = pushStop(context, agent, [...pushed, ...deleted]);
    // After a review without commits, the request to the forge is not worth its cost.
    return stop ?? (isReview && made.size === 0 ? undefined : retargetStop(context));
  };
}

/**
 * Returns whether a protected branch was moved from this machine: its commit is here, and not only because the user
 * fetched it during the task.
 */
async function wasMadeHere(
  repository: Repository,
  place: WorktreePlace,
  branch: string,
  commit: string,
): Promise<boolean> {
  if (!repository.isProtected(branch) || (await repository.resolve(commit)) === undefined) return false;
  const tracking = `refs/remotes/${repository.remote.name}/${branch}`;
  return (await repository.resolve(tracking)) !== commit || wasLastUpdatedByPush(place, tracking);
}

function deletedBranches(
  repository: Repository,
  before: ReadonlyMap<string, string> | undefined,
  after: ReadonlyMap<string, string>,
): readonly string[] {
  return [...(before?.keys() ?? [])].filter((branch) => repository.isProtected(branch) && !after.has(branch));
}

function pushStop({ lane, task }: StepContext, agent: AgentAtWork, branches: readonly string[]): Stop | undefined {
  return branches.length === 0 ? undefined : pushedStop(lane.repository.remote, task.issue, agentsOf(agent), branches);
}

/**
 * Returns the stop for what a reviewer pushed to the branch of its issue before the program did.
 * @param commit what the program pushes
 * @param remoteCommit what the branch is at on the remote
 */
export function reviewersPushStop(
  { lane, task }: StepContext,
  commit: string,
  remoteCommit: string | undefined,
): Stop | undefined {
  const place = worktreePlace(lane.worktree.path);
  const { branch } = task.issue;
  if (remoteCommit === undefined || remoteCommit === commit || branch === undefined || place === undefined)
    return undefined;
  if (!commitsMadeAfter(place, commit).includes(remoteCommit)) return undefined;
  return pushedStop(lane.repository.remote, task.issue, "the reviewer", [branch]);
}

function pushedStop(
  { name }: Repository["remote"],
  issue: IssueProgress,
  who: string,
  branches: readonly string[],
): Stop {
  const names = branches.map((branch) => `branch ${branch}`).join(", ");
  const what = branches.length === 1 ? "it" : "them";
  const also = branches.includes(issue.branch ?? "")
    ? "a reviewer must change nothing"
    : "and close any pull request made from it";
  return stopOf(gitTampering, {
    of: "error",
    message: `Pushed to ${name} while ${who} worked: ${names}`,
    hint:
      `Restore ${what} there (${also}), and remove the credentials that the agent pushed with. ` +
      "If you pushed it, abort, and run the milestone again.",
  });
}

/**
 * Returns the stop for a pull request of the branch into a protected branch. An agent can open one only on a server.
 * The issue of a review that began before its turn has no pull request yet.
 */
async function retargetStop(context: StepContext): Promise<Stop | undefined> {
  const { lane, task, signal } = context;
  const { issue, milestone } = task;
  if (issue.branch === undefined || lane.forge.name === "local") return undefined;
  if (issue.pull === undefined && task.step !== "review") return undefined;
  const pulls = await lane.forge
    .pullsOf(issue.branch, signal)
    .catch((error: unknown) => logSkippedCheck(context, error));
  const isProtected = (branch: string) => lane.repository.isProtected(branch);
  return (pulls ?? [])
    .map((pull) => wrongBaseStop(pull, isProtected, milestone.branch))
    .find((stop) => stop !== undefined);
}

/** Asks the remote for its branches. The push reports a remote that cannot be reached. */
async function headsOnRemote(context: StepContext): Promise<ReadonlyMap<string, string> | undefined> {
  return context.lane.repository.remoteHeads().catch((error: unknown) => logSkippedCheck(context, error));
}

function logSkippedCheck({ task, watch, signal }: StepContext, error: unknown): undefined {
  signal.throwIfAborted();
  if (!(error instanceof MilestoneError)) throw error;
  const text = `What the agent may have pushed could not be checked: ${messageOf(error)}`;
  watch.emit({ type: "log", issue: task.issue.id, source: "engine", text });
}
