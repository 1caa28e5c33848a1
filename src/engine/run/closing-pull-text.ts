import { issueOf, titled } from "../plan/lookup.ts";
import type { Plan } from "../model/plan.ts";
import type { IssueProgress, Progress } from "../model/progress.ts";

/**
 * The text of the pull request that brings the milestone branch into its base branch, as Markdown with the title for a heading.
 * It is prepared for a person: the program never opens it.
 */
export function closingPull(plan: Plan, progress: Progress): string {
  const issues = [...plan.issues.keys()].flatMap((id) => progress.issues[id] ?? []);
  const done = issues.filter(({ state }) => state === "done");
  const skipped = issues.filter(({ state }) => state === "skipped");
  const open = done.filter(({ pull }) => pull?.state === "open");
  const closes = done.flatMap(({ id }) => issueOf(plan, id).github ?? []);
  return (
    [
      `# ${plan.title}`,
      `From \`${plan.milestoneBranch}\` into \`${plan.baseBranch}\`.`,
      section(
        "Done",
        done.map((issue) => `- ${titled(issue)}${pullOf(issue)}`),
      ),
      section(
        "Merge these first",
        open.map(({ pull }) => `- [ ] #${pull?.number}`),
      ),
      section(
        "Left out",
        skipped.map((issue) => `- ${titled(issue)}: ${issue.skipped?.reason ?? ""}`),
      ),
      section(
        "Risks accepted",
        issues.flatMap(({ id, approvals }) => approvals.map(({ stop }) => `- Issue ${id}: ${stop}`)),
      ),
      closes.map((number) => `Closes #${number}`).join("\n"),
    ]
      .filter((part) => part !== "")
      .join("\n\n") + "\n"
  );
}

function pullOf({ pull }: IssueProgress): string {
  return pull === undefined ? "" : ` — PR #${pull.number}, ${pull.state}`;
}

function section(heading: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : [`## ${heading}`, "", ...lines].join("\n");
}
