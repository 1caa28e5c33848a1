// Changes to one part of the progress; the rest stays as it is.
import type { GateFinding } from "../../engine/model/findings/gate-finding.ts";
import type { IssueId } from "../../engine/model/plan.ts";
import type { IssueProgress, PhaseState, Progress } from "../../engine/model/progress.ts";

/** Changes the record of an issue; nothing where there is none. */
export function withIssue(progress: Progress, id: IssueId, change: (issue: IssueProgress) => IssueProgress): Progress {
  const issue = progress.issues[id];
  return issue === undefined ? progress : { ...progress, issues: { ...progress.issues, [id]: change(issue) } };
}

export function withPhase(progress: Progress, phase: number, state: PhaseState): Progress {
  return { ...progress, phases: { ...progress.phases, [phase]: state } };
}

/** Without the open questions of an issue: they need no answer where the pull request was merged, for example. */
export function withoutQuestions(progress: Progress, id: IssueId): Progress {
  return { ...progress, questions: progress.questions.filter(({ issue }) => issue !== id) };
}

export type LabelReason = IssueProgress["labels"][number];

export function labelsOf(findings: readonly GateFinding[]): readonly LabelReason[] {
  return findings.flatMap(({ label, message }) => (label === undefined ? [] : [{ label, reason: message }]));
}

/** An issue's labels and more of them: each label once, with the first reason it had. */
export function withLabels(issue: IssueProgress, more: readonly LabelReason[]): readonly LabelReason[] {
  const labels = [...issue.labels];
  for (const { label, reason } of more) {
    if (!labels.some((known) => known.label === label)) labels.push({ label, reason });
  }
  return labels;
}
