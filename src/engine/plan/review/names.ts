import { branchOf } from "../branch-name.ts";
import { finding } from "./findings.ts";
import type { PlanFinding, PlannedIssue } from "../../model/plan.ts";
import { eachIssue, type Rule } from "./rule.ts";

export const duplicateGitHub: Rule = ({ plan }) =>
  shared([...plan.issues.values()], ({ github }) => github).flatMap(([github, issues]) =>
    duplicate("duplicate-github", `GitHub issue #${github}`, issues, "Give every issue a GitHub issue of its own."),
  );

/** Branches differ by more than the case of their letters: on many disks they are files. */
export const duplicateBranch: Rule = ({ plan }) =>
  shared([...plan.issues.values()], (issue) => branchOf(plan, issue).toLowerCase()).flatMap(([, issues]) =>
    duplicate(
      "duplicate-branch",
      `branch ${issues[0] === undefined ? "" : branchOf(plan, issues[0])}`,
      issues,
      "Give every issue a branch of its own.",
    ),
  );

export const gitHubMismatch = eachIssue((issue) => {
  const said = issue.spec?.frontMatter.githubIssue;
  if (said === undefined || said === issue.github) return [];
  return [
    finding(
      "github-mismatch",
      issue.line,
      `Issue #${issue.id} is GitHub #${issue.github} in the plan and #${said} in its spec`,
      "Make the plan and the spec name the same GitHub issue.",
      { issue: issue.id },
    ),
  ];
});

export const noGitHub = eachIssue((issue) =>
  issue.github !== undefined
    ? []
    : [
        finding(
          "no-github",
          issue.line,
          `Issue #${issue.id} has no github_issue`,
          "Add its number, or make one with `milestone-tui issues push`.",
          { severity: "warning", issue: issue.id },
        ),
      ],
);

function shared<K>(
  issues: readonly PlannedIssue[],
  key: (issue: PlannedIssue) => K | undefined,
): readonly (readonly [K, readonly PlannedIssue[]])[] {
  const groups = Map.groupBy(issues, key);
  return [...groups].flatMap(([value, members]) =>
    value === undefined || members.length < 2 ? [] : [[value, members] as const],
  );
}

function duplicate(rule: string, what: string, issues: readonly PlannedIssue[], fix: string): readonly PlanFinding[] {
  const names = issues.map(({ id }) => `#${id}`).join(", ");
  return [finding(rule, issues[1]?.line, `Duplicate ${what}: ${names}`, fix, { issue: issues[0]?.id ?? "" })];
}
