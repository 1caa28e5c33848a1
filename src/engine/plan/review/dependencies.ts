import { finding } from "./findings.ts";
import { issueId, parseIssueNumber } from "../ids.ts";
import { dependencyIds } from "../lookup.ts";
import { eachIssue } from "./rule.ts";

/** An issue with more direct dependencies gets a warning. */
const MAX_DEPENDENCIES = 3;

export const unknownDependency = eachIssue((issue) =>
  issue.dependencies
    .filter((dependency) => dependency.issue === undefined)
    .map(({ raw }) =>
      finding(
        "unknown-dependency",
        issue.line,
        `Issue #${issue.id} depends on ${asNumber(raw)} (doesn't exist)`,
        "Name an issue of this plan, or remove the dependency.",
        { issue: issue.id },
      ),
    ),
);

export const laterPhase = eachIssue((issue, { plan }) => {
  const position = (number: number) => plan.phases.findIndex((phase) => phase.number === number);
  return dependencyIds(issue)
    .flatMap((id) => plan.issues.get(id) ?? [])
    .filter((needed) => needed.phase !== issue.phase && position(needed.phase) > position(issue.phase))
    .map((needed) =>
      finding(
        "later-phase",
        issue.line,
        `Issue #${issue.id} depends on #${needed.id} of a later phase (${needed.phase})`,
        `Move #${needed.id} to phase ${issue.phase} or earlier.`,
        { issue: issue.id },
      ),
    );
});

export const manyDependencies = eachIssue((issue) =>
  issue.dependencies.length <= MAX_DEPENDENCIES
    ? []
    : [
        finding(
          "many-dependencies",
          issue.line,
          `Issue #${issue.id} has ${issue.dependencies.length} dependencies`,
          "Leave only those it needs directly, or split the issue.",
          { severity: "warning", issue: issue.id },
        ),
      ],
);

export const priorityInversion = eachIssue((issue, { plan }) =>
  issue.priority !== "P0"
    ? []
    : dependencyIds(issue)
        .flatMap((id) => plan.issues.get(id) ?? [])
        .filter((needed) => needed.priority !== "P0")
        .map((needed) =>
          finding(
            "priority-inversion",
            needed.line,
            `Issue #${needed.id} (${needed.priority}) is needed by #${issue.id} (P0)`,
            `Make #${needed.id} P0 as well.`,
            { severity: "warning", issue: needed.id },
          ),
        ),
);

/** Formats a dependency on a number like an issue id, and returns any other text as it is. */
function asNumber(raw: string): string {
  const number = parseIssueNumber(raw);
  return number === undefined ? raw : `#${issueId(number)}`;
}
