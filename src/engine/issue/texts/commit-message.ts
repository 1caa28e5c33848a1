import { titled } from "../../plan/lookup.ts";
import type { PlannedIssue } from "../../model/plan.ts";
import type { IssueProgress } from "../../model/progress.ts";
import type { StepTask } from "../step-task.ts";

/** The message of the commit that a step is about to make. */
export function messageFor({ milestone, planned, issue }: StepTask): string {
  return commitMessage({ milestone: milestone.id, planned, issue, followUp: issue.pushed !== undefined });
}

/** `feat(m3): <title> (#101)`, what changed, and `Closes #101`; a later fix names the stops it answers. */
export function commitMessage(about: {
  readonly milestone: string;
  readonly planned: PlannedIssue;
  readonly issue: Pick<IssueProgress, "change" | "fixes">;
  readonly followUp: boolean;
}): string {
  const { milestone, planned, issue, followUp } = about;
  const subject = `${followUp ? "fix" : "feat"}(${milestone}): ${oneLine(titled(planned))}`;
  const closes = planned.github === undefined ? [] : [`Closes #${planned.github}`];
  const answers = followUp ? [`Answers: ${Object.keys(issue.fixes).join(", ")}`] : [];
  return (
    [subject, changes(issue.change?.files ?? []), ...answers, ...closes].filter((part) => part !== "").join("\n\n") +
    "\n"
  );
}

const MOST_FILES = 20;

function changes(files: readonly string[]): string {
  const shown = files.slice(0, MOST_FILES).map((file) => `- ${oneLine(file)}`);
  const rest = files.length - shown.length;
  return [...shown, ...(rest > 0 ? [`- and ${rest} more`] : [])].join("\n");
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}
