import { branchOf } from "../branch-name.ts";
import { finding } from "./findings.ts";
import type { PlanFinding } from "../../model/findings/plan-finding.ts";
import type { PlannedIssue } from "../../model/plan.ts";
import { eachIssue, type Rule } from "./rule.ts";

export const duplicateGitHub: Rule = ({ plan }) =>
  shared([...plan.issues.values()], ({ github }) => github).flatMap(([github, issues]) =>
    duplicate("duplicate-github", `GitHub issue #${github}`, issues, "Give every issue a different GitHub issue."),
  );

/** Compares branches without regard to case. Git stores branches as files, and many file systems ignore case. */
export const duplicateBranch: Rule = ({ plan }) =>
  shared([...plan.issues.values()], (issue) => branchOf(plan, issue).toLowerCase()).flatMap(([, issues]) =>
    duplicate(
      "duplicate-branch",
      `branch ${issues[0] === undefined ? "" : branchOf(plan, issues[0])}`,
      issues,
      "Give every issue a different branch.",
    ),
  );

export const gitHubMismatch = eachIssue((issue) => {
  const inSpec = issue.spec?.frontMatter.githubIssue;
  if (inSpec === undefined || inSpec === issue.github) return [];
  return [
    finding(
      "github-mismatch",
      issue.line,
      `Issue #${issue.id} is GitHub #${issue.github} in the plan and #${inSpec} in its spec`,
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
          "Add its number, or create the issue with `milestone-tui issues push`.",
          { severity: "warning", issue: issue.id },
        ),
      ],
);

/** Groups issues by a key, and returns the groups of two or more. */
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
