// How the results of steps change the record of an issue.
import type { FactOf } from "../../engine/model/facts.ts";
import { findingKey } from "../../engine/model/findings/finding-key.ts";
import type { IssueId } from "../../engine/model/plan.ts";
import type { IssueProgress } from "../../engine/model/progress.ts";
import type { BranchPoint, StepResult } from "../../engine/model/step-result.ts";
import type { StepName } from "../../engine/model/steps.ts";
import { review } from "../../engine/questions/kinds/checks/review.ts";
import { labelsOf, withLabels, type LabelReason } from "./progress-parts.ts";

export function stepStarted(issue: IssueProgress, { step, worktree }: FactOf<"step.started">): IssueProgress {
  // A commit looks for conflicts anew.
  const restacking = step === "commit" ? undefined : issue.restacking;
  return { ...issue, currentStep: step, restacking, worktree: worktree ?? issue.worktree };
}

export function stepFinished(issue: IssueProgress, result: StepResult, round: number): IssueProgress {
  if (result.step !== "fix")
    return { ...withResult(issue, result), currentStep: undefined, finished: [...issue.finished, result.step] };
  const mergedBase =
    result.base === undefined
      ? {}
      : { base: result.base, pendingMergeBase: result.base.commit, builtOn: builtOnAfterFix(issue, result.base) };
  return {
    ...issue,
    ...mergedBase,
    currentStep: undefined,
    fixing: undefined,
    restacking: undefined,
    round: round + 1,
    finished: finishedAfterFix(issue, result.changed),
  };
}

/** Returns the issues that are built on after a fix that merged a base. */
function builtOnAfterFix({ base, builtOn = [], restacking }: IssueProgress, merged: BranchPoint): readonly IssueId[] {
  const isRestack = restacking?.onto.branch === merged.branch;
  // The new base contains the old one, but where it is the milestone branch.
  const kept = isRestack || base?.branch === merged.branch ? builtOn : [];
  return isRestack && !kept.includes(restacking.issueBelow) ? [...kept, restacking.issueBelow] : kept;
}

/**
 * Returns the steps that are still finished after a fix. Everything after `implement` is done and judged again, even
 * where no tracked file changed, since tests and checks also depend on other things. After a fix of review findings
 * that changed nothing, no step runs again and the findings remain: another review would find the same.
 */
function finishedAfterFix(issue: IssueProgress, changed: boolean): readonly StepName[] {
  const isReview = issue.fixing?.stop.kind === review.kind;
  return changed || !isReview ? ["worktree", "implement"] : issue.finished;
}

function withResult(issue: IssueProgress, result: StepResult): IssueProgress {
  switch (result.step) {
    case "worktree":
      return { ...issue, branch: result.branch, base: result.base, builtOn: undefined, worktree: result.path };
    case "implement":
      return { ...issue, change: result.change };
    case "gates": {
      const elevated = result.findings.filter(({ tier }) => tier === "elevated");
      const labels = withLabels(issue, labelsOf(elevated));
      return { ...issue, findings: result.findings, change: result.change, labels };
    }
    case "tests": {
      const labels = withLabels(issue, result.result === undefined ? [UNTESTED] : labelsOf(result.findings));
      return { ...issue, tests: result.result, labels };
    }
    case "commit":
      return { ...issue, commit: result.commit, pendingMergeBase: undefined };
    case "push":
      return {
        ...issue,
        commit: result.commit,
        pushed: result.commit,
        ...(result.base === undefined ? {} : { base: result.base, builtOn: undefined }),
      };
    case "pull-request":
      return { ...issue, pull: result.pull };
    case "review":
      return { ...issue, review: result.findings, reviews: issue.reviews + 1 };
    case "auto-fix":
      return { ...issue, failedChecks: result.failed };
    case "ci": {
      const acknowledgedReviews = [...issue.acknowledgedReviews, ...result.asked.map(findingKey)];
      return { ...issue, failedRuns: result.failed, review: result.asked, acknowledgedReviews };
    }
    case "fix":
      return issue;
  }
}

const UNTESTED: LabelReason = { label: "needs-test-review", reason: "No test command is known" };
