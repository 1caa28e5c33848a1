// Functions that change one part of the progress and keep the rest.
import type { GateFinding } from "../../engine/model/findings/gate-finding.ts";
import type { IssueId } from "../../engine/model/plan.ts";
import { withCost } from "../../engine/model/task-cost.ts";
import type { FactOf } from "../../engine/model/facts.ts";
import type { IssueProgress, PhaseState, Progress } from "../../engine/model/progress.ts";

/** Changes the record of an issue. Changes nothing where there is no such record. */
export function withIssue(progress: Progress, id: IssueId, change: (issue: IssueProgress) => IssueProgress): Progress {
  const issue = progress.issues[id];
  return issue === undefined ? progress : { ...progress, issues: { ...progress.issues, [id]: change(issue) } };
}

export function withPhase(progress: Progress, phase: number, state: PhaseState): Progress {
  return { ...progress, phases: { ...progress.phases, [phase]: state } };
}

/** Removes the open questions of an issue, which need no answer once its pull request was merged, for example. */
export function withoutQuestions(progress: Progress, id: IssueId): Progress {
  return { ...progress, questions: progress.questions.filter(({ issue }) => issue !== id) };
}

/** Keeps what tasks of this agent and kind cost at most. */
export function withTaskCost(progress: Progress, fact: FactOf<"usage.recorded">): Progress {
  const ofAgent = progress.costliest?.[fact.agent];
  const cost = withCost(ofAgent?.[fact.task], fact);
  return { ...progress, costliest: { ...progress.costliest, [fact.agent]: { ...ofAgent, [fact.task]: cost } } };
}

export type LabelReason = IssueProgress["labels"][number];

export function labelsOf(findings: readonly GateFinding[]): readonly LabelReason[] {
  return findings.flatMap(({ label, message }) => (label === undefined ? [] : [{ label, reason: message }]));
}

/** Adds labels to those of an issue. Each label is kept once, with its first reason. */
export function withLabels(issue: IssueProgress, more: readonly LabelReason[]): readonly LabelReason[] {
  const labels = [...issue.labels];
  for (const { label, reason } of more) {
    if (!labels.some((known) => known.label === label)) labels.push({ label, reason });
  }
  return labels;
}
