import type { Config } from "../../config/config-schema.ts";
import type { Forge, Pull, PullStatus } from "../../forges/forge.ts";
import type { Repository } from "../../git/repository.ts";
import { done, NEWER_BASE, required, stop } from "../../issue/steps/step.ts";
import type { Outcome, StepTask } from "../../issue/step-task.ts";
import type { StepWatch } from "../../issue/step-watch.ts";
import { findingKey } from "../../model/findings/finding-key.ts";
import type { Clock } from "../../model/ports.ts";
import { withFixAttempt } from "../../questions/catalog.ts";
import { mergeConflict } from "../../questions/kinds/forge/merge-conflict.ts";
import { pullRequestFailed } from "../../questions/kinds/forge/pull-request-failed.ts";
import { wrongBaseStop } from "../../questions/kinds/safety/protected-branch.ts";
import { stopOf } from "../../questions/stop-definition.ts";
import type { PullStatuses } from "./pull-statuses.ts";

export interface CiContext {
  readonly forge: Pick<Forge, "updatePull" | "squash">;
  readonly repository: Pick<Repository, "isProtected" | "conflicts">;
  readonly statuses: PullStatuses;
  readonly clock: Pick<Clock, "now">;
  readonly config: Pick<Config, "github" | "limits">;
  readonly task: StepTask;
  readonly watch: Pick<StepWatch, "emit">;
  readonly signal: AbortSignal;
}

/** Time limit for the forge to find out whether a pull request can be merged. */
const MERGEABILITY_MS = 2 * 60_000;

const NOTHING: Outcome = done({ step: "ci", failed: [], asked: [] });

/**
 * The step `ci`: waits for the forge's own checks of the pull request, where it has any. A conflict, a merge, or a
 * review by a person ends the wait. When everything has passed, a draft becomes ready, and is merged where the config
 * says so. It needs no worktree, so that the coordinator takes it and the lane can work on another issue meanwhile.
 */
export async function awaitChecks(context: CiContext): Promise<Outcome> {
  const { clock, statuses, task, watch, signal } = context;
  const { issue } = task;
  const { number } = required(issue.pull, "the pull request");
  const approvals = new Set<string>();
  const begun = clock.now().getTime();
  let status = await statuses.now(number, signal);
  // The base is fresh for the first status only: during a long wait it moves again.
  for (let isBaseFresh = task.isBaseFresh; ; isBaseFresh = false) {
    for (const login of status.reviews.approvedBy) {
      // What the first status of a repeated step says was reported before the step asked for the base.
      if (!approvals.has(login) && !isBaseFresh)
        watch.emit({ type: "notice", issue: issue.id, text: `PR #${number} is approved by ${login}` });
      approvals.add(login);
    }
    const mayWait = clock.now().getTime() - begun < MERGEABILITY_MS;
    const outcome = await outcomeOf(context, status, { mayWait, isBaseFresh });
    if (outcome !== undefined) return outcome;
    const until = statuses.nextAt().toISOString();
    watch.emit({ type: "waiting", issue: issue.id, until, reason: "CI checks", commands: [] });
    status = await statuses.next(number, signal);
  }
}

interface Look {
  /** Whether there is time left for the forge to find out whether the pull request can be merged. */
  readonly mayWait: boolean;
  readonly isBaseFresh: boolean;
}

async function outcomeOf(
  context: CiContext,
  { pull, ci, conflict, reviews }: PullStatus,
  { mayWait, isBaseFresh }: Look,
): Promise<Outcome | undefined> {
  const { forge, repository, task, signal } = context;
  if (pull.state === "merged") {
    reportLateCommits(context, pull);
    return NOTHING;
  }
  if (pull.state === "closed") {
    const message = `PR #${pull.number} was closed by somebody else`;
    return stop(stopOf(pullRequestFailed, { of: "error", message }));
  }
  const wrongBase = wrongBaseStop(pull, (branch) => repository.isProtected(branch), task.milestone.branch);
  if (wrongBase !== undefined) return stop(wrongBase);
  if (conflict === true) return isBaseFresh ? conflictWithBase(context) : NEWER_BASE;
  const asked = reviews.findings.filter((finding) => !task.issue.acknowledgedReviews.includes(findingKey(finding)));
  if (asked.length > 0) return done({ step: "ci", failed: [], asked });
  switch (ci.state) {
    case "failed":
      return done({ step: "ci", failed: ci.failed, asked: [] });
    case "none":
    case "passed":
      if (mayWait && isToBeMerged(context) && conflict === undefined) return undefined;
      if (pull.draft) await forge.updatePull(pull.number, { draft: false }, signal);
      if (isToBeMerged(context)) await merge(context, pull);
      return NOTHING;
    case "running":
    case "not-registered":
      return undefined;
  }
}

/** Reports commits that were pushed after the merge, which only the branch of the issue contains. */
function reportLateCommits({ task: { issue, milestone }, watch }: CiContext, { number, head }: Pull): void {
  const { pushed } = issue;
  if (pushed === undefined || pushed === head) return;
  const text = `PR #${number} was merged before ${pushed.slice(0, 7)} was pushed: that is not in ${milestone.branch}`;
  watch.emit({ type: "notice", issue: issue.id, text });
}

/**
 * Returns the stop for a conflict. The forge reports a conflict with a base that may have moved since it was last
 * fetched, so the files are computed with a fresh base. Where the base moved because a dependency was merged, the user
 * is not asked: the issue is reopened once it is done, and moved onto the base.
 */
async function conflictWithBase({ repository, config, task }: CiContext): Promise<Outcome> {
  if (task.isBaseMerged) return NOTHING;
  const { issue } = task;
  const { branch, commit } = required(task.base, "the milestone branch");
  const files = await repository.conflicts(commit, required(issue.pushed, "the pushed commit"));
  const conflict = stopOf(mergeConflict, { of: "conflict", with: branch, files });
  return stop(withFixAttempt(conflict, issue, config.limits.fixAttempts));
}

/**
 * A pull request that needs a human is never merged by the program, whatever the config says. One that is built on
 * another one would merge that one's work as well; it is reopened, and merged, once that one is merged.
 */
function isToBeMerged({ config, forge, task: { issue, milestone } }: CiContext): boolean {
  const needsHuman = issue.labels.some(({ label }) => label === "needs-human");
  const isStacked = issue.base?.branch !== milestone.branch;
  return config.github.autoMerge && forge.squash !== undefined && !needsHuman && !isStacked;
}

/**
 * Merges the pull request into the milestone branch, if its head is what was judged. A merge that the forge refuses is
 * no failure of the issue.
 */
async function merge({ forge, task, watch, signal }: CiContext, { number }: Pull): Promise<void> {
  const { issue, milestone } = task;
  const judged = required(issue.pushed, "the pushed commit");
  const result = await forge.squash?.(number, milestone.branch, judged, signal);
  const text =
    result?.merged === true
      ? `PR #${number} was merged into ${milestone.branch}`
      : `PR #${number} was not merged: ${result?.reason}`;
  watch.emit({ type: "notice", issue: issue.id, text });
}
