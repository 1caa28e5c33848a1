// How questions and answers change the progress.
import type { FactDraft } from "../../engine/model/events.ts";
import type { Fact, FactOf } from "../../engine/model/facts.ts";
import { questionsAsked, type Approval, type IssueProgress, type Progress } from "../../engine/model/progress.ts";
import type { Command, Question, Stop } from "../../engine/model/stop.ts";
import { qualityGate } from "../../engine/questions/kinds/run/quality-gate.ts";
import { labelsOf, withIssue, withLabels, withPhase } from "./progress-parts.ts";

/** Completes a draft to a fact: a question without an id gets the next one, so that no two questions share an id. */
export function factFromDraft(progress: Progress, draft: FactDraft): Fact {
  if (draft.type !== "question.asked") return draft;
  const { id, ...question } = draft.question;
  return { ...draft, question: { ...question, id: id ?? `q${questionsAsked(progress) + 1}` } };
}

export function questionAsked(progress: Progress, question: Question): Progress {
  const others = progress.questions.filter((open) => open.id !== question.id);
  const isNew = others.length === progress.questions.length;
  return {
    ...progress,
    questions: [...others, question],
    asked: questionsAsked(progress) + (isNew ? 1 : 0),
  };
}

/** @param at when the question was answered, in ISO 8601 */
export function questionAnswered(
  progress: Progress,
  { id, command, by }: FactOf<"question.answered">,
  at: string,
): Progress {
  const question = progress.questions.find((open) => open.id === id);
  if (question === undefined) return progress;
  const { issue, stop } = question;
  const next: Progress = {
    ...progress,
    questions: progress.questions.filter((open) => open !== question),
    decisions: [
      ...progress.decisions,
      { at, question: id, issue, stop: stop.kind, fingerprints: stop.fingerprints, command, by },
    ],
  };
  if (issue === undefined) return runAnswered(next, stop, command);
  return withIssue(next, issue, (record) => issueAnswered(record, question, command, at));
}

function runAnswered(progress: Progress, stop: Stop, command: Command): Progress {
  if (stop.kind === qualityGate.kind) return gateAnswered(progress, command);
  return stop.evidence.of === "phase" ? phaseAnswered(progress, stop.evidence.phase, command) : progress;
}

/**
 * Applies an answer at once, not only with the facts that report it. Otherwise a kill in between would open the
 * answered question again.
 */
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
  const { kind, fingerprints, evidence } = question.stop;
  switch (command) {
    case "fix":
      return { ...issue, fixing: question, fixes: { ...issue.fixes, [kind]: (issue.fixes[kind] ?? 0) + 1 } };
    case "approve":
    case "continue": {
      const approval: Approval = { stop: kind, fingerprints, at };
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
    // The decisions keep what was allowed and what was denied.
    case "allow":
    case "deny":
      return issue;
  }
}
