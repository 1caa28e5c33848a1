import type { Fact, Replacement, Stamped, StepName, StepResult } from "../../engine/model/events.ts";
import {
  newIssue,
  questionsAsked,
  type Approval,
  type IssueProgress,
  type PhaseState,
  type Progress,
} from "../../engine/model/progress.ts";
import type { GateFinding } from "../../engine/gates/gate.ts";
import type { IssueId } from "../../engine/model/plan.ts";
import { findingKey } from "../../engine/model/finding-key.ts";
import { withUsage } from "../../engine/model/budget.ts";
import type { Command, Question, Stop } from "../../engine/model/stop.ts";

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

/** The progress after one more fact. Pure: the same facts always give the same progress. */
export function reduce(progress: Progress, fact: Stamped<Fact>): Progress {
  switch (fact.type) {
    case "run.started":
      return {
        ...progress,
        milestone: fact.milestone,
        questions: progress.questions.filter(({ issue }) => issue !== undefined),
        starts: progress.starts + 1,
        replaced: stillLimited(progress.replaced, fact.at),
        startedAt: progress.startedAt ?? fact.at,
        ended: undefined,
      };
    case "plan.loaded":
      return {
        ...progress,
        title: fact.title,
        planDigest: fact.digest,
        baseBranch: fact.baseBranch,
        outline: fact.phases,
      };
    case "review.started":
      return progress;
    case "plan.reviewed": {
      const passed = !fact.findings.some((finding) => finding.severity === "critical");
      return { ...progress, gate: { digest: fact.digest, findings: fact.findings, passed } };
    }
    case "base.ready":
      return { ...progress, base: fact.base, scopeTags: fact.scopeTags };
    case "baseline.checked":
      return { ...progress, baseline: fact.tests };
    case "run.validated":
      return { ...progress, validated: true };
    case "reconcile.started":
    case "reconciled":
      return progress;
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
      return asked(progress, fact.question);
    case "question.answered":
      return answered(progress, fact);
    case "question.withdrawn":
      return { ...progress, questions: progress.questions.filter(({ id }) => id !== fact.id) };
    case "milestone.completed":
      return { ...progress, completed: true };
    case "run.ended":
      return { ...progress, ended: fact.reason };
    case "issue.started":
      return {
        ...progress,
        completed: false,
        issues: { ...progress.issues, [fact.issue]: { ...newIssue({ ...fact, id: fact.issue }), startedAt: fact.at } },
      };
    case "issue.resumed":
      return progress;
    case "step.started":
      return withIssue(progress, fact.issue, (issue) => begun(issue, fact));
    case "step.finished":
      return withIssue(progress, fact.issue, (issue) => finished(issue, fact.result, fact.round));
    case "usage.recorded":
      return {
        ...progress,
        spent: {
          ...progress.spent,
          [fact.issue]: withUsage(progress.spent[fact.issue], { ...fact, turns: fact.turns ?? 1 }),
        },
      };
    case "agent.replaced":
      return withIssue(
        { ...progress, replaced: { ...progress.replaced, [fact.role]: replacementIn(fact) } },
        fact.issue,
        (issue) => ({
          ...issue,
          replaced: [...(issue.replaced ?? []), replacementIn(fact)],
        }),
      );
    case "label.added":
      return withIssue(progress, fact.issue, (issue) => ({ ...issue, labels: withLabels(issue, [fact]) }));
    case "issue.skipped": {
      const known = progress.issues[fact.issue] ?? newIssue({ ...fact, id: fact.issue });
      const skipped: IssueProgress = {
        ...known,
        state: "skipped",
        currentStep: undefined,
        fixing: undefined,
        skipping: undefined,
        finishedAt: fact.at,
        skipped: { reason: fact.reason, stop: fact.stop },
      };
      return { ...withoutQuestions(progress, fact.issue), issues: { ...progress.issues, [fact.issue]: skipped } };
    }
    case "issue.retried":
      return withPhase(retried(progress, fact.issue), fact.phase, "running");
    case "issue.restarted":
      return withIssue(progress, fact.issue, (issue) => ({ ...issue, currentStep: undefined, finished: fact.kept }));
    case "issue.reopened":
      return withIssue(progress, fact.issue, (issue) => reopened(issue, fact));
    case "issue.done":
      return withIssue(withoutQuestions(progress, fact.issue), fact.issue, (issue) => ({
        ...issue,
        state: "done",
        currentStep: undefined,
        finishedAt: fact.at,
      }));
  }
}

function replacementIn({ agent, by, reason, message, until }: Replacement): Replacement {
  return { agent, by, reason, message, until };
}

/** Whoever starts again may have logged in or paid meanwhile; a limit that is known to last still lasts. */
function stillLimited(replaced: Progress["replaced"], now: string): NonNullable<Progress["replaced"]> {
  return Object.fromEntries(
    Object.entries(replaced ?? {}).filter(([, { until }]) => until !== undefined && until > now),
  );
}

function withIssue(progress: Progress, id: IssueId, change: (issue: IssueProgress) => IssueProgress): Progress {
  const issue = progress.issues[id];
  return issue === undefined ? progress : { ...progress, issues: { ...progress.issues, [id]: change(issue) } };
}

/** Nobody has to answer what somebody else settled, by merging the pull request for example. */
function withoutQuestions(progress: Progress, id: IssueId): Progress {
  return { ...progress, questions: progress.questions.filter(({ issue }) => issue !== id) };
}

function withPhase(progress: Progress, phase: number, state: PhaseState): Progress {
  return { ...progress, phases: { ...progress.phases, [phase]: state } };
}

/** What was pushed is taken up where it stopped, with fresh attempts; what was not is begun again. */
function retried(progress: Progress, id: IssueId): Progress {
  const { [id]: issue, ...others } = progress.issues;
  if (issue?.pushed === undefined) return { ...progress, issues: others, completed: false };
  const again: IssueProgress = { ...issue, state: "active", skipped: undefined, finishedAt: undefined, fixes: {} };
  return { ...progress, issues: { ...others, [id]: again }, completed: false };
}

function reopened(issue: IssueProgress, { redo, asked }: Extract<Fact, { type: "issue.reopened" }>): IssueProgress {
  return {
    ...issue,
    state: "active",
    finishedAt: undefined,
    review: asked,
    acknowledgedReviews: [...issue.acknowledgedReviews, ...asked.map(findingKey)],
    finished: issue.finished.filter((step) => !redo.includes(step)),
  };
}

function asked(progress: Progress, question: Question): Progress {
  const others = progress.questions.filter((open) => open.id !== question.id);
  const isNew = others.length === progress.questions.length;
  return { ...progress, questions: [...others, question], asked: questionsAsked(progress) + (isNew ? 1 : 0) };
}

function answered(progress: Progress, fact: Stamped<Extract<Fact, { type: "question.answered" }>>): Progress {
  const question = progress.questions.find((open) => open.id === fact.id);
  if (question === undefined) return progress;
  const { issue: id, stop } = question;
  const next: Progress = {
    ...progress,
    questions: progress.questions.filter((open) => open !== question),
    decisions: [
      ...progress.decisions,
      {
        at: fact.at,
        question: fact.id,
        issue: id,
        stop: stop.kind,
        fingerprints: stop.fingerprints,
        command: fact.command,
        by: fact.by,
      },
    ],
  };
  if (id === undefined) return runAnswered(next, stop, fact.command);
  return withIssue(next, id, (issue) => issueAnswered(issue, question, fact.command, fact.at));
}

function runAnswered(progress: Progress, stop: Stop, command: Command): Progress {
  if (stop.kind === "quality-gate") return gateAnswered(progress, command);
  return stop.evidence.of === "phase" ? phaseAnswered(progress, stop.evidence.phase, command) : progress;
}

/** At once, not with the facts that tell of it: a kill in between must not make an answered question open again. */
function phaseAnswered(progress: Progress, phase: number, command: Command): Progress {
  if (command === "abort") return progress;
  const approved = withPhase(progress, phase, "approved");
  const next = progress.outline[progress.outline.findIndex(({ number }) => number === phase) + 1];
  return command === "skip-phase" && next !== undefined ? withPhase(approved, next.number, "skipped") : approved;
}

function gateAnswered(progress: Progress, command: Command): Progress {
  if (progress.gate === undefined) return progress;
  return { ...progress, gate: { ...progress.gate, passed: command === "approve" } };
}

function issueAnswered(issue: IssueProgress, question: Question, command: Command, at: string): IssueProgress {
  const { kind, fingerprints } = question.stop;
  switch (command) {
    case "fix":
      return { ...issue, fixing: question, fixes: { ...issue.fixes, [kind]: (issue.fixes[kind] ?? 0) + 1 } };
    case "approve":
    case "continue": {
      const approval: Approval = { stop: kind, fingerprints, at };
      const { evidence } = question.stop;
      return {
        ...issue,
        approvals: [...issue.approvals, approval],
        labels: evidence.of === "gate" ? withLabels(issue, labelsOf(evidence.findings)) : issue.labels,
      };
    }
    case "skip":
      return { ...issue, skipping: question.stop };
    case "retry":
    case "abort":
    case "skip-phase":
    // What was allowed and what was not is in the decisions.
    case "allow":
    case "deny":
      return issue;
  }
}

function begun(issue: IssueProgress, fact: Extract<Fact, { type: "step.started" }>): IssueProgress {
  return { ...issue, currentStep: fact.step };
}

function finished(issue: IssueProgress, result: StepResult, round: number): IssueProgress {
  if (result.step === "fix") {
    const moved = result.base === undefined ? {} : { base: result.base, pendingMergeBase: result.base.commit };
    return {
      ...issue,
      ...moved,
      currentStep: undefined,
      fixing: undefined,
      round: round + 1,
      finished: afterFix(issue, result.changed),
    };
  }
  return { ...applied(issue, result), currentStep: undefined, finished: [...issue.finished, result.step] };
}

/**
 * A fix opens a new round, in which everything after implementing is done and judged again. Where it changed nothing,
 * a review would only repeat itself: its findings stand. Tests and checks also depend on what git does not see.
 */
function afterFix(issue: IssueProgress, changed: boolean): readonly StepName[] {
  const review = issue.fixing?.stop.kind === "review";
  return changed || !review ? ["worktree", "implement"] : issue.finished;
}

function applied(issue: IssueProgress, result: StepResult): IssueProgress {
  switch (result.step) {
    case "worktree":
      return { ...issue, branch: result.branch, base: result.base, worktree: result.path };
    case "implement":
      return { ...issue, change: result.change };
    case "gates":
      return {
        ...issue,
        findings: result.findings,
        change: result.change,
        labels: withLabels(issue, labelsOf(result.findings.filter(({ tier }) => tier === "elevated"))),
      };
    case "tests":
      return {
        ...issue,
        tests: result.result,
        labels: withLabels(issue, result.result === undefined ? [UNTESTED] : labelsOf(result.findings)),
      };
    case "commit":
      return { ...issue, commit: result.commit, pendingMergeBase: undefined };
    case "push":
      return { ...issue, commit: result.commit, pushed: result.commit, base: result.base ?? issue.base };
    case "pull-request":
      return { ...issue, pull: result.pull };
    case "review":
      return { ...issue, review: result.findings, reviews: issue.reviews + 1 };
    case "auto-fix":
      return { ...issue, failedChecks: result.failed };
    case "ci":
      return {
        ...issue,
        failedRuns: result.failed,
        review: result.asked,
        acknowledgedReviews: [...issue.acknowledgedReviews, ...result.asked.map(findingKey)],
      };
    case "fix":
      return issue;
  }
}

type Labelled = IssueProgress["labels"][number];

const UNTESTED: Labelled = { label: "needs-test-review", reason: "No test command is known" };

function labelsOf(findings: readonly GateFinding[]): readonly Labelled[] {
  return findings.flatMap(({ label, message }) => (label === undefined ? [] : [{ label, reason: message }]));
}

/** Each label once, with the first reason it had. */
function withLabels(issue: IssueProgress, more: readonly Labelled[]): readonly Labelled[] {
  const labels = [...issue.labels];
  for (const { label, reason } of more) {
    if (!labels.some((known) => known.label === label)) labels.push({ label, reason });
  }
  return labels;
}
