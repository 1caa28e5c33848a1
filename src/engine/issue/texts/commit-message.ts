import { titleWithNumber } from "../../plan/lookup.ts";
import type { PlannedIssue } from "../../model/plan.ts";
import type { IssueProgress } from "../../model/progress.ts";
import type { StepTask } from "../step-task.ts";

/** Returns the message of the commit that a step is about to make. */
export function messageFor({ milestone, planned, issue }: StepTask): string {
  return commitMessage({ milestone: milestone.id, planned, issue, followUp: issue.pushed !== undefined });
}

/**
 * Returns a commit message: `feat(m3): <title> (#101)`, the changed files, and `Closes #101`. The message of a later
 * fix names the stops that it answers.
 */
export function commitMessage(about: {
  readonly milestone: string;
  readonly planned: PlannedIssue;
  readonly issue: Pick<IssueProgress, "change" | "fixes">;
  readonly followUp: boolean;
}): string {
  const { milestone, planned, issue, followUp } = about;
  const subject = `${followUp ? "fix" : "feat"}(${milestone}): ${oneLine(titleWithNumber(planned))}`;
  const closes = planned.github === undefined ? [] : [`Closes #${planned.github}`];
  const fixed = Object.keys(issue.fixes);
  const answers = followUp && fixed.length > 0 ? [`Answers: ${fixed.join(", ")}`] : [];
  return (
    [subject, changes(issue.change?.files ?? []), ...answers, ...closes].filter((part) => part !== "").join("\n\n") +
    "\n"
  );
}

const MAX_FILES = 20;

function changes(files: readonly string[]): string {
  const shown = files.slice(0, MAX_FILES).map((file) => `- ${oneLine(file)}`);
  const rest = files.length - shown.length;
  return [...shown, ...(rest > 0 ? [`- and ${rest} more`] : [])].join("\n");
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}
