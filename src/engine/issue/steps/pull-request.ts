import { summaryOf } from "../../forges/pull-summary.ts";
import type { Repository } from "../../git/repository.ts";
import { MilestoneError } from "../../model/errors.ts";
import { titleWithNumber } from "../../plan/lookup.ts";
import { pullRequestFailed } from "../../questions/kinds/forge/pull-request-failed.ts";
import { stopOf } from "../../questions/stop-definition.ts";
import { pullBody } from "../texts/pull-body.ts";
import { done, required, stop, type Step } from "./step.ts";

/** Opens the pull request into the milestone branch, or adopts one that exists. A later round updates it. */
export const pullRequest: Step = async ({ lane, task, signal }) => {
  const { forge, repository } = lane;
  const { milestone, planned, issue, repeated } = task;
  const branch = required(issue.branch, "the branch");
  const commit = required(issue.pushed, "the pushed commit");
  const body = pullBody(task);
  const labels = issue.labels.map(({ label }) => label);

  if (issue.pull !== undefined) {
    await forge.updatePull(issue.pull.number, { body, labels, head: commit }, signal);
    return done({ step: "pull-request", pull: issue.pull, adopted: true });
  }
  const open = () =>
    forge.openPull(
      {
        branch,
        commit,
        base: milestone.branch,
        title: titleWithNumber(planned),
        body,
        labels,
        marker: `${milestone.id}/${planned.id}`,
      },
      signal,
    );
  const { pull, adopted } = await open().catch(async (error: unknown) => {
    if (!(await isGone(repository, branch))) throw error;
    if (!repeated) {
      throw new MilestoneError("forge", `${branch} was deleted on ${repository.remote.name} by somebody else`, {
        hint: "retry pushes it again.",
        cause: error,
      });
    }
    await restoreBranch(repository, branch, commit);
    return open();
  });
  if (pull.state === "closed") {
    const message = `PR #${pull.number} of ${branch} was closed by somebody else`;
    return stop(stopOf(pullRequestFailed, { of: "error", message }));
  }
  return done({ step: "pull-request", pull: summaryOf(pull), adopted });
};

async function isGone(repository: Repository, branch: string): Promise<boolean> {
  try {
    return !(await repository.remoteHeads([branch])).has(branch);
  } catch (error) {
    // The failure that led here says more than this one.
    if (error instanceof MilestoneError) return false;
    throw error;
  }
}

/** Pushes the branch again, on a retry: the user knows from the question that the branch was deleted. */
async function restoreBranch(repository: Repository, branch: string, commit: string): Promise<void> {
  const pushed = await repository.push({ commit, branch, expected: undefined });
  if (!pushed.ok)
    throw new MilestoneError(
      "git",
      `${branch} is gone from the remote, and could not be pushed again: ${pushed.reason}`,
    );
}
