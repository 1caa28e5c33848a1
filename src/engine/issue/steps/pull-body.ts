import type { Plan, PlannedIssue } from "../../model/plan.ts";
import type { Replacement } from "../../model/events.ts";
import type { IssueProgress } from "../../model/progress.ts";

/** The pull request's text: summary, acceptance criteria to tick, why each label is there, which risks were accepted. */
export function pullBody({
  plan,
  planned,
  issue,
}: {
  plan: Plan;
  planned: PlannedIssue;
  issue: IssueProgress;
}): string {
  return (
    [
      summary(plan, planned, issue),
      section(
        "Acceptance criteria",
        (planned.spec?.acceptanceCriteria ?? []).map(({ text }) => `- [ ] ${text}`),
      ),
      section(
        "Labels",
        issue.labels.map(({ label, reason }) => `- \`${label}\`: ${reason}`),
      ),
      section(
        "Agents",
        (issue.replaced ?? []).map(
          ({ agent, by, reason }) => `- ${by} worked in place of ${agent} (${REASONS[reason]})`,
        ),
      ),
      section(
        "Approvals",
        issue.approvals.map(({ stop, at }) => `- ${stop}, ${at}`),
      ),
      planned.github === undefined ? "" : `Closes #${planned.github}`,
    ]
      .filter((part) => part !== "")
      .join("\n\n") + "\n"
  );
}

const REASONS: Readonly<Record<Replacement["reason"], string>> = {
  "rate-limit": "rate limit",
  auth: "not logged in",
  budget: "out of funds",
};

function summary(plan: Plan, planned: PlannedIssue, issue: IssueProgress): string {
  const { change, tests, base } = issue;
  const lines = [
    `Issue #${planned.id} of ${plan.milestone}: ${planned.title}.`,
    change === undefined ? "" : `${counted(change.files.length, "file")}, ${counted(change.lines, "line")} changed.`,
    tests?.counts === undefined
      ? tests === undefined
        ? "No tests were run."
        : ""
      : `Tests: ${tests.counts.passed} passed.`,
    base === undefined || base.branch === plan.milestoneBranch
      ? ""
      : `Builds on \`${base.branch}\`; merge that one first.`,
  ];
  return lines.filter((line) => line !== "").join("\n");
}

function section(heading: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : [`## ${heading}`, "", ...lines].join("\n");
}

function counted(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
