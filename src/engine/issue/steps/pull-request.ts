import { MilestoneError } from "../../model/errors.ts";
import { titled } from "../../plan/lookup.ts";
import { summaryOf } from "../../run/reconcile.ts";
import type { Run } from "../../run/run.ts";
import { evidenceStop } from "../../questions/pending.ts";
import { pullBody } from "./pull-body.ts";
import { done, required, stop, type Step } from "./step.ts";

/** Opens the pull request into the milestone branch, or adopts the one that is there; a later round brings it up to date. */
export const pullRequest: Step = async (context) => {
  const { run, planned, issue, repeated } = context;
  const branch = required(issue.branch, "the branch");
  const commit = required(issue.pushed, "the pushed commit");
  const body = pullBody({ plan: run.plan, planned, issue });
  const labels = issue.labels.map(({ label }) => label);

  if (issue.pull !== undefined) {
    await run.forge.updatePull(issue.pull.number, { body, labels, head: commit }, run.signal);
    return done({ step: "pull-request", pull: issue.pull, adopted: true });
  }
  const open = () =>
    run.forge.openPull(
      {
        branch,
        commit,
        base: run.plan.milestoneBranch,
        title: titled(planned),
        body,
        labels,
        marker: `${run.plan.milestone}/${planned.id}`,
      },
      run.signal,
    );
  const { pull, adopted } = await open().catch(async (error: unknown) => {
    if (!(await isGone(run, branch))) throw error;
    if (!repeated)
      throw new MilestoneError("forge", `${branch} was deleted on ${run.repository.remote.name} by somebody else`, {
        hint: "retry pushes it again.",
        cause: error,
      });
    await restoreBranch(run, branch, commit);
    return open();
  });
  if (pull.state === "closed") {
    return stop(
      evidenceStop("pull-request-failed", {
        of: "error",
        message: `PR #${pull.number} of ${branch} was closed by somebody else`,
      }),
    );
  }
  return done({ step: "pull-request", pull: summaryOf(pull), adopted });
};

async function isGone({ repository }: Run, branch: string): Promise<boolean> {
  try {
    return !(await repository.remoteHeads([branch])).has(branch);
  } catch (error) {
    // The first failure says more.
    if (error instanceof MilestoneError) return false;
    throw error;
  }
}

/** Asked to try again, somebody knows that the branch is gone. */
async function restoreBranch({ repository }: Run, branch: string, commit: string): Promise<void> {
  const pushed = await repository.push({ commit, branch, expected: undefined });
  if (!pushed.ok)
    throw new MilestoneError(
      "git",
      `${branch} is gone from the remote, and could not be pushed again: ${pushed.reason}`,
    );
}
