import type { Replacement } from "../../model/facts.ts";
import type { IssueId, PlannedIssue } from "../../model/plan.ts";
import type { IssueProgress } from "../../model/progress.ts";
import { count } from "../../text/count.ts";
import { markdownSection, markdownText } from "../../text/section.ts";
import type { TaskMilestone } from "../step-task.ts";

/**
 * Returns the text of a pull request: a summary, the acceptance criteria as check boxes, the reasons for the labels,
 * agents that were replaced, and the approvals.
 */
export function pullBody({
  milestone,
  planned,
  issue,
}: {
  readonly milestone: Pick<TaskMilestone, "id" | "branch">;
  readonly planned: PlannedIssue;
  readonly issue: IssueProgress;
}): string {
  return markdownText([
    summary(milestone, planned, issue),
    markdownSection(
      "Acceptance criteria",
      (planned.spec?.acceptanceCriteria ?? []).map(({ text }) => `- [ ] ${text}`),
    ),
    markdownSection(
      "Labels",
      issue.labels.map(({ label, reason }) => `- \`${label}\`: ${reason}`),
    ),
    markdownSection(
      "Agents",
      (issue.replaced ?? []).map(({ agent, by, reason }) => `- ${by} worked in place of ${agent} (${REASONS[reason]})`),
    ),
    markdownSection(
      "Approvals",
      issue.approvals.map(({ stop, at }) => `- ${stop}, ${at}`),
    ),
    planned.github === undefined ? "" : `Closes #${planned.github}`,
  ]);
}

const REASONS: Readonly<Record<Replacement["reason"], string>> = {
  "rate-limit": "rate limit",
  auth: "not logged in",
  budget: "out of funds",
};

function summary(
  milestone: Pick<TaskMilestone, "id" | "branch">,
  planned: PlannedIssue,
  { change, tests, base, builtOn = [] }: IssueProgress,
): string {
  const lines = [
    `Issue #${planned.id} of ${milestone.id}: ${planned.title}.`,
    change === undefined ? "" : `${count(change.files.length, "file")}, ${count(change.lines, "line")} changed.`,
    tests === undefined ? "No tests were run." : "",
    tests?.counts === undefined ? "" : `Tests: ${tests.counts.passed} passed.`,
    base === undefined || base.branch === milestone.branch ? "" : `Builds on \`${base.branch}\`; merge that one first.`,
    builtOn.length === 0 ? "" : `It changes the same lines as ${listed(builtOn)}, and contains that change.`,
  ];
  return lines.filter((line) => line !== "").join("\n");
}

function listed(ids: readonly IssueId[]): string {
  return ids.map((id) => `issue #${id}`).join(" and ");
}
