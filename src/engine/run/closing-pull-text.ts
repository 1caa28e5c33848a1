import type { Plan } from "../model/plan.ts";
import type { IssueProgress, Progress } from "../model/progress.ts";
import { requireIssue, titleWithNumber } from "../plan/lookup.ts";
import { markdownSection, markdownText } from "../text/section.ts";

/**
 * Returns the text of the pull request that merges the milestone branch into its base branch: Markdown, with the title
 * as its heading. The user opens that pull request; the program never does.
 */
export function closingPullText(plan: Plan, progress: Progress): string {
  const issues = [...plan.issues.keys()].flatMap((id) => progress.issues[id] ?? []);
  const done = issues.filter(({ state }) => state === "done");
  const skipped = issues.filter(({ state }) => state === "skipped");
  const open = done.filter(({ pull }) => pull?.state === "open");
  const closes = done.flatMap(({ id }) => requireIssue(plan, id).github ?? []);
  return markdownText([
    `# ${plan.title}`,
    `From \`${plan.milestoneBranch}\` into \`${plan.baseBranch}\`.`,
    markdownSection(
      "Done",
      done.map((issue) => `- ${titleWithNumber(issue)}${pullOf(issue)}`),
    ),
    markdownSection(
      "Merge these first",
      open.map(({ pull }) => `- [ ] #${pull?.number}`),
    ),
    markdownSection(
      "Skipped",
      skipped.map((issue) => `- ${titleWithNumber(issue)}: ${issue.skipped?.reason ?? ""}`),
    ),
    markdownSection(
      "Risks accepted",
      issues.flatMap(({ id, approvals }) => approvals.map(({ stop }) => `- Issue ${id}: ${stop}`)),
    ),
    closes.map((number) => `Closes #${number}`).join("\n"),
  ]);
}

function pullOf({ pull }: IssueProgress): string {
  return pull === undefined ? "" : ` — PR #${pull.number}, ${pull.state}`;
}
