import { withUsage } from "../../engine/model/budget.ts";
import type { Stamped } from "../../engine/model/events.ts";
import type { Fact, FactOf, Replacement } from "../../engine/model/facts.ts";
import { findingKey } from "../../engine/model/findings/finding-key.ts";
import type { IssueId } from "../../engine/model/plan.ts";
import { newIssue, type IssueProgress, type Progress } from "../../engine/model/progress.ts";
import { withIssue, withLabels, withoutQuestions, withPhase, withTaskCost } from "./progress-parts.ts";
import { questionAnswered, questionAsked } from "./reduce-questions.ts";
import { stepFinished, stepStarted } from "./reduce-steps.ts";

export function emptyProgress(milestone: string): Progress {
  return {
    milestone,
    title: "",
    starts: 0,
    startedAt: undefined,
    planDigest: undefined,
    outline: [],
    gate: undefined,
    base: undefined,
    scopeTags: [],
    baseline: undefined,
    validated: false,
    issues: {},
    phases: {},
    questions: [],
    decisions: [],
    spent: {},
    completed: false,
    ended: undefined,
  };
}

/** Returns the progress after one more fact. Pure: the same facts always lead to the same progress. */
export function reduce(progress: Progress, fact: Stamped<Fact>): Progress {
  switch (fact.type) {
    case "run.started":
      return runStarted(progress, fact);
    case "plan.loaded":
      return {
        ...progress,
        title: fact.title,
        planDigest: fact.digest,
        baseBranch: fact.baseBranch,
        outline: fact.phases,
      };
    case "review.started":
    case "reconcile.started":
    case "reconciled":
    case "issue.resumed":
      return progress;
    case "plan.reviewed": {
      const passed = !fact.findings.some((finding) => finding.severity === "critical");
      return { ...progress, gate: { digest: fact.digest, findings: fact.findings, passed } };
    }
    case "base.ready":
      return { ...progress, base: fact.base, scopeTags: fact.scopeTags };
    case "baseline.checked":
      return { ...progress, baseline: fact.tests };
    case "lanes.changed":
      return { ...progress, lanes: fact.lanes, mostLanes: Math.max(progress.mostLanes ?? 1, fact.lanes) };
    case "run.validated":
      return { ...progress, validated: true };
    case "pull.observed":
      return withIssue(progress, fact.issue, (issue) => ({
        ...issue,
        pull: fact.pull,
        ...(fact.head === undefined ? {} : { commit: fact.head, pushed: fact.head }),
      }));
    case "phase.started":
      return withPhase(progress, fact.phase, "running");
    case "phase.completed":
      return withPhase(progress, fact.phase, "complete");
    case "phase.approved":
      return withPhase(progress, fact.phase, "approved");
    case "phase.skipped":
      return withPhase(progress, fact.phase, "skipped");
    case "question.asked":
      return questionAsked(progress, fact.question);
    case "question.answered":
      return questionAnswered(progress, fact, fact.at);
    case "question.withdrawn":
      return { ...progress, questions: progress.questions.filter(({ id }) => id !== fact.id) };
    case "milestone.completed":
      return { ...progress, completed: true };
    case "run.ended":
      return { ...progress, ended: fact.reason };
    case "issue.started": {
      const issue = { ...newIssue({ ...fact, id: fact.issue }), startedAt: fact.at };
      return { ...progress, completed: false, issues: { ...progress.issues, [fact.issue]: issue } };
    }
    case "step.started":
      return withIssue(progress, fact.issue, (issue) => stepStarted(issue, fact));
    case "step.finished":
      return withIssue(progress, fact.issue, (issue) => stepFinished(issue, fact.result, fact.round));
    case "usage.recorded": {
      const spent = withUsage(progress.spent[fact.issue], { ...fact, turns: fact.turns ?? 1 });
      return withTaskCost({ ...progress, spent: { ...progress.spent, [fact.issue]: spent } }, fact);
    }
    case "agent.replaced":
      return agentReplaced(progress, fact);
    case "label.added":
      return withIssue(progress, fact.issue, (issue) => ({ ...issue, labels: withLabels(issue, [fact]) }));
    case "issue.skipped":
      return issueSkipped(progress, fact, fact.at);
    case "issue.retried":
      return withPhase(issueRetried(progress, fact.issue), fact.phase, "running");
    case "issue.restarted":
      return withIssue(progress, fact.issue, (issue) => ({
        ...issue,
        currentStep: undefined,
        finished: fact.kept,
      }));
    case "issue.restacked": {
      const { onto, issueBelow, files } = fact;
      return withIssue(progress, fact.issue, (issue) => ({ ...issue, restacking: { onto, issueBelow, files } }));
    }
    case "issue.reopened":
      return withIssue(progress, fact.issue, (issue) => issueReopened(issue, fact));
    case "issue.done":
      return withIssue(withoutQuestions(progress, fact.issue), fact.issue, (issue) => ({
        ...issue,
        state: "done",
        currentStep: undefined,
        finishedAt: fact.at,
      }));
  }
}

function runStarted(progress: Progress, { milestone, at }: Stamped<FactOf<"run.started">>): Progress {
  return {
    ...progress,
    milestone,
    questions: progress.questions.filter(({ issue }) => issue !== undefined),
    starts: progress.starts + 1,
    replaced: stillLimited(progress.replaced, at),
    startedAt: progress.startedAt ?? at,
    ended: undefined,
  };
}

/**
 * Keeps only the replacements that still apply at a new start. A rate limit applies until its end, where that is known;
 * a login or funds may have been provided since.
 */
function stillLimited(replaced: Progress["replaced"], now: string): NonNullable<Progress["replaced"]> {
  return Object.fromEntries(
    Object.entries(replaced ?? {}).filter(([, { until }]) => until !== undefined && until > now),
  );
}

function agentReplaced(progress: Progress, fact: FactOf<"agent.replaced">): Progress {
  const { issue: id, role, agent, by, reason, message, until } = fact;
  const replacement: Replacement = { agent, by, reason, message, until };
  const inRun = { ...progress, replaced: { ...progress.replaced, [role]: replacement } };
  return withIssue(inRun, id, (issue) => ({ ...issue, replaced: [...(issue.replaced ?? []), replacement] }));
}

function issueSkipped(progress: Progress, fact: FactOf<"issue.skipped">, at: string): Progress {
  const known = progress.issues[fact.issue] ?? newIssue({ ...fact, id: fact.issue });
  const skipped: IssueProgress = {
    ...known,
    state: "skipped",
    currentStep: undefined,
    fixing: undefined,
    restacking: undefined,
    skipping: undefined,
    finishedAt: at,
    skipped: { reason: fact.reason, stop: fact.stop },
  };
  return {
    ...withoutQuestions(progress, fact.issue),
    issues: { ...progress.issues, [fact.issue]: skipped },
  };
}

/**
 * Restarts a skipped issue. Pushed work continues where it stopped, with its fixes counted from zero. Other work starts
 * from the beginning.
 */
function issueRetried(progress: Progress, id: IssueId): Progress {
  const { [id]: issue, ...others } = progress.issues;
  if (issue?.pushed === undefined) return { ...progress, issues: others, completed: false };
  const again: IssueProgress = { ...issue, state: "active", skipped: undefined, finishedAt: undefined, fixes: {} };
  return { ...progress, issues: { ...others, [id]: again }, completed: false };
}

function issueReopened(issue: IssueProgress, { redo, asked }: FactOf<"issue.reopened">): IssueProgress {
  return {
    ...issue,
    state: "active",
    finishedAt: undefined,
    review: asked,
    acknowledgedReviews: [...issue.acknowledgedReviews, ...asked.map(findingKey)],
    finished: issue.finished.filter((step) => !redo.includes(step)),
  };
}
