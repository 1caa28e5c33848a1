import { titleWithNumber } from "../../engine/plan/lookup.ts";
import type { IssueProgress, Progress } from "../../engine/model/progress.ts";
import type { Question } from "../../engine/model/stop.ts";
import {
  currentIssues,
  currentPhase,
  hasSeveralAtWork,
  issueCounts,
  lanesOf,
  openPulls,
} from "../../state/progress/selectors.ts";
import { openQuestionLine } from "./questions/open-question-lines.ts";
import { waitText, type Wait } from "./memory/waits.ts";

/**
 * The lines of the `status` command. With several lanes they show every issue at work and every open question.
 * @param question the open question, whose issue is shown
 * @param waits what the issues and the run wait for, as far as that is known
 */
export function statusLines(progress: Progress, question?: Question, waits: readonly Wait[] = []): readonly string[] {
  const phase = currentPhase(progress);
  const counts = issueCounts(progress);
  const pulls = openPulls(progress);
  const isParallel = hasSeveralAtWork(progress);
  return [
    "📊 Current State",
    "",
    `Milestone: ${progress.milestone}`,
    ...(phase === undefined ? [] : [`Phase: ${phase.number} of ${progress.outline.length}`]),
    ...(isParallel ? issuesAtWork(progress, waits) : issueAtWork(progress, question)),
    "",
    "Progress:",
    `  ✅ Done: ${counts.done}`,
    `  ⏳ Current: ${counts.current}`,
    `  📋 Remaining: ${counts.remaining}`,
    `  ⏭️ Skipped: ${counts.skipped}`,
    "",
    `Open PRs: ${pulls.length}`,
    ...(pulls.length === 0 ? [] : [`  ${pulls.map(({ number }) => `#${number}`).join(", ")}`]),
    ...(isParallel && progress.questions.length > 0 ? openQuestions(progress.questions) : []),
  ];
}

function issueAtWork(progress: Progress, question: Question | undefined): readonly string[] {
  const current = currentIssues(progress);
  const issue = current.find(({ id }) => id === question?.issue) ?? current[0];
  return [
    ...(issue === undefined ? [] : [`Issue: #${issue.id} — ${titleWithNumber(issue)}`]),
    ...(issue?.pull === undefined ? [] : [`PR: #${issue.pull.number} (${issue.pull.state})`]),
  ];
}

function issuesAtWork(progress: Progress, waits: readonly Wait[]): readonly string[] {
  const issues = currentIssues(progress);
  const ofRun = waits.filter(({ issue }) => issue === undefined);
  return [
    `Lanes: ${lanesOf(progress)}`,
    ...(issues.length === 0 ? [] : ["Issues:"]),
    ...issues.map(
      (issue) => `  #${issue.id} — ${titleWithNumber(issue)}${pullOf(issue)}: ${doing(issue, progress, waits)}`,
    ),
    ...ofRun.map((wait) => `Waits: ${waitText(wait, true)}`),
  ];
}

function pullOf({ pull }: IssueProgress): string {
  return pull === undefined ? "" : `, PR #${pull.number} (${pull.state})`;
}

/** What happens in an issue: the step it is at, and what that waits for. */
function doing(issue: IssueProgress, { questions }: Progress, waits: readonly Wait[]): string {
  const asked = questions.filter((question) => question.issue === issue.id).map(({ id }) => id);
  const wait = waits.find((one) => one.issue === issue.id);
  const step = issue.currentStep ?? issue.finished.at(-1) ?? "starting";
  if (asked.length > 0) return `${step}, waits for an answer to ${asked.join(", ")}`;
  return wait === undefined ? step : `${step}, waits: ${waitText(wait, true)}`;
}

function openQuestions(questions: readonly Question[]): readonly string[] {
  return ["", `Open questions: ${questions.length}`, ...questions.map((question) => `  ${openQuestionLine(question)}`)];
}
