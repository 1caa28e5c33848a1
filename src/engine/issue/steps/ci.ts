import { followBase } from "../../run/milestone-branch.ts";
import type { Pull, PullStatus } from "../../forges/forge.ts";
import { aimStop, observePulls } from "../../run/reconcile.ts";
import { findingKey } from "../../model/finding-key.ts";
import { evidenceStop, withFixAttempt } from "../../questions/pending.ts";
import { hasMovedBase } from "../branches/moved-base.ts";
import { done, required, stop, type Outcome, type Step, type StepContext } from "./step.ts";

const POLL_MS = 15_000;
/** How long the forge may take to say whether a pull request can be merged. */
const MERGEABILITY_MS = 2 * 60_000;

/**
 * Waits for the forge's own checks of the pull request, where it has any. A conflict, a merge or a review by a person
 * seen meanwhile ends the wait. A draft becomes ready once everything is good, and is merged where the config says so.
 */
export const ci: Step = async (context) => {
  const { run, issue } = context;
  const { number } = required(issue.pull, "the pull request");
  const approvals = new Set<string>();
  const begun = run.clock.now().getTime();
  for (;;) {
    const status = await run.forge.status(number, run.signal);
    for (const login of status.reviews.approvedBy) {
      if (!approvals.has(login))
        run.ledger.emit({ type: "notice", issue: issue.id, text: `PR #${number} is approved by ${login}` });
      approvals.add(login);
    }
    const outcome = await outcomeOf(context, status, run.clock.now().getTime() - begun < MERGEABILITY_MS);
    if (outcome !== undefined) return outcome;
    const until = new Date(run.clock.now().getTime() + POLL_MS).toISOString();
    run.ledger.emit({ type: "waiting", issue: issue.id, until, reason: "CI checks", commands: [] });
    await run.clock.sleep(POLL_MS, run.signal);
  }
};

/** @param patient whether there is time to wait for what the forge still works out */
async function outcomeOf(
  context: StepContext,
  { pull, ci, conflict, reviews }: PullStatus,
  patient: boolean,
): Promise<Outcome | undefined> {
  const { run, issue } = context;
  if (pull.state === "merged") {
    reportLateCommits(context, pull);
    return done({ step: "ci", failed: [], asked: [] });
  }
  if (pull.state === "closed") {
    return stop(
      evidenceStop("pull-request-failed", { of: "error", message: `PR #${pull.number} was closed by somebody else` }),
    );
  }
  const wrongBase = aimStop(run, pull);
  if (wrongBase !== undefined) return stop(wrongBase);
  if (conflict === true) return conflictWithBase(context);
  const asked = reviews.findings.filter((finding) => !issue.acknowledgedReviews.includes(findingKey(finding)));
  if (asked.length > 0) return done({ step: "ci", failed: [], asked });
  switch (ci.state) {
    case "failed":
      return done({ step: "ci", failed: ci.failed, asked: [] });
    case "none":
    case "passed":
      if (patient && isToBeMerged(context) && conflict === undefined) return undefined;
      if (pull.draft) await run.forge.updatePull(pull.number, { draft: false }, run.signal);
      if (isToBeMerged(context)) await merge(context, pull);
      return done({ step: "ci", failed: [], asked: [] });
    case "running":
    case "not-registered":
      return undefined;
  }
}

/** What is pushed after a merge is in nobody's branch but ours. */
function reportLateCommits({ run, issue }: StepContext, { number, head }: Pull): void {
  const { pushed } = issue;
  if (pushed === undefined || pushed === head) return;
  run.ledger.emit({
    type: "notice",
    issue: issue.id,
    text: `PR #${number} was merged before ${pushed.slice(0, 7)} was pushed: that is not in ${run.plan.milestoneBranch}`,
  });
}

/**
 * The forge sees a base that moved since it was last looked at, so the files are asked for afresh. Where it moved since a
 * dependency was merged, there is nothing to ask: once done, the issue is taken up again to be brought onto the base.
 */
async function conflictWithBase({ run, issue }: StepContext): Promise<Outcome> {
  await followBase(run);
  await observePulls(run);
  if (hasMovedBase(run, issue)) return done({ step: "ci", failed: [], asked: [] });
  const { branch, commit } = required(run.ledger.progress.base, "the milestone branch");
  const files = await run.repository.conflicts(commit, required(issue.pushed, "the pushed commit"));
  return stop(
    withFixAttempt(
      evidenceStop("merge-conflict", { of: "conflict", with: branch, files }),
      issue,
      run.config.limits.fixAttempts,
    ),
  );
}

/** What needs a human is left to one, whatever the config says. */
function isToBeMerged({ run, issue }: StepContext): boolean {
  return (
    run.config.github.autoMerge &&
    run.forge.squash !== undefined &&
    !issue.labels.some(({ label }) => label === "needs-human")
  );
}

/** Into the milestone branch only, and only what was judged here. That it did not come to it is no failure of the issue. */
async function merge({ run, issue }: StepContext, { number }: Pull): Promise<void> {
  const result = await run.forge.squash?.(
    number,
    run.plan.milestoneBranch,
    required(issue.pushed, "the pushed commit"),
    run.signal,
  );
  const text =
    result?.merged === true
      ? `PR #${number} was merged into ${run.plan.milestoneBranch}`
      : `PR #${number} was not merged: ${result?.reason}`;
  run.ledger.emit({ type: "notice", issue: issue.id, text });
}
