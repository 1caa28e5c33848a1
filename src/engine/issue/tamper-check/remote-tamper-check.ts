import { MilestoneError, messageOf } from "../../model/errors.ts";
import { commitsSeen, wasPushedFromHere } from "../../git/refs/fingerprints.ts";
import type { WorktreePlace } from "../../git/worktree/worktree-place.ts";
import type { Run } from "../../run/run.ts";
import { evidenceStop } from "../../questions/pending.ts";
import type { Stop } from "../../model/stop.ts";
import type { StepContext } from "../steps/step.ts";

/**
 * Remembers where the remote's branches stand, to find afterwards what an agent pushed with credentials of its own. Its
 * issue's branch is looked at when that is pushed: then it is adopted. Where the remote is no folder of this machine it is
 * asked only after an agent that made commits, since without them there is nothing to push.
 */
export async function watchRemote(
  context: StepContext,
  place: WorktreePlace,
): Promise<(isReview: boolean) => Promise<Stop | undefined>> {
  const { run } = context;
  const before = { heads: await run.repository.localRemoteRefs(), commits: new Set(commitsSeen(place)) };
  return async (isReview) => {
    const made = new Set(commitsSeen(place).filter((commit) => !before.commits.has(commit)));
    const after = (await run.repository.localRemoteRefs()) ?? (made.size > 0 ? await askedHeads(context) : undefined);
    const moved = [...(after ?? [])].filter(([branch, commit]) => before.heads?.get(branch) !== commit);
    const pushed: string[] = [];
    for (const [branch, commit] of moved) {
      if (branch === context.issue.branch && !isReview) continue;
      if (made.has(commit) || (before.heads !== undefined && (await wasMadeHere(run, place, branch, commit))))
        pushed.push(branch);
    }
    const deleted =
      after === undefined
        ? []
        : [...(before.heads?.keys() ?? [])].filter(
            (branch) => run.repository.isProtected(branch) && !after.has(branch),
          );
    // A look costs a request, which a review that did nothing of its own is not worth.
    return (
      tampering(context, [...pushed, ...deleted]) ?? (isReview && made.size === 0 ? undefined : wrongBaseStop(context))
    );
  };
}

function tampering({ run, issue }: StepContext, branches: readonly string[]): Stop | undefined {
  if (branches.length === 0) return undefined;
  const { name } = run.repository.remote;
  return evidenceStop("git-tampering", {
    of: "error",
    message: `Pushed to ${name} while the agent worked: ${branches.map((branch) => `branch ${branch}`).join(", ")}`,
    hint: `Put ${branches.length === 1 ? "it" : "them"} back there (${branches.includes(issue.branch ?? "") ? "a reviewer is to change nothing" : "and close a pull request made of it"}), and take from the agent what it pushed with. If it was you, abort, and run the milestone again.`,
  });
}

/** Of a protected branch any commit counts that is here, and is not merely what its user fetched meanwhile: others' are not. */
async function wasMadeHere(
  { repository }: Run,
  place: WorktreePlace,
  branch: string,
  commit: string,
): Promise<boolean> {
  if (!repository.isProtected(branch) || (await repository.resolve(commit)) === undefined) return false;
  const tracking = `refs/remotes/${repository.remote.name}/${branch}`;
  return (await repository.resolve(tracking)) !== commit || wasPushedFromHere(place, tracking);
}

/** Not to be reached now, it says so again at the push. */
async function askedHeads(context: StepContext): Promise<ReadonlyMap<string, string> | undefined> {
  return context.run.repository.remoteHeads().catch((error: unknown) => unlooked(context, error));
}

/** A second pull request of the branch that aims where nothing may; on a server, where an agent could have opened it. */
async function wrongBaseStop(context: StepContext): Promise<Stop | undefined> {
  const { run, issue } = context;
  if (issue.branch === undefined || issue.pull === undefined || run.forge.poll === undefined) return undefined;
  const pulls = await run.forge.pullsOf(issue.branch, run.signal).catch((error: unknown) => unlooked(context, error));
  const wrong = pulls?.find(({ state, base }) => state === "open" && run.repository.isProtected(base));
  return (
    wrong &&
    evidenceStop("protected-branch", {
      of: "error",
      message: `PR #${wrong.number} aims at the protected branch ${wrong.base}`,
      hint: `Close it, or change its base to ${run.plan.milestoneBranch}.`,
    })
  );
}

function unlooked({ run, issue }: StepContext, error: unknown): undefined {
  run.signal.throwIfAborted();
  if (!(error instanceof MilestoneError)) throw error;
  run.ledger.emit({
    type: "log",
    issue: issue.id,
    source: "engine",
    text: `What the agent may have pushed could not be looked at: ${messageOf(error)}`,
  });
}
