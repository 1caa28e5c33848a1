import { ISSUES, PHASES, type DemoIssue } from "./issues.ts";

const FOLDER = "docs/milestones/m3";

/** The milestone folder of the demo, as path → text: plan, specification, epic and one spec per issue. */
export function demoDocuments(): Readonly<Record<string, string>> {
  return {
    [`${FOLDER}/IMPLEMENTATION_PLAN.md`]: plan(),
    [`${FOLDER}/00-SPECIFICATION.md`]:
      "# User authentication\n\nUsers log in with a password and work within a session.\n",
    [`${FOLDER}/00-epic.md`]: "# Epic: user authentication\n",
    ...Object.fromEntries(ISSUES.map((issue) => [`${FOLDER}/${issue.id}-${issue.slug}.md`, spec(issue)])),
  };
}

function plan(): string {
  const phases = PHASES.map((name, index) => {
    const rows = ISSUES.filter(({ phase }) => phase === index + 1).map((issue) => {
      const { id, github, slug, title, priority } = issue;
      const needs = issue.needs.length === 0 ? "None" : issue.needs.map((needed) => `#${needed}`).join(", ");
      const cells = [id, `#${github}`, `${id}-${slug}.md`, title, priority, needs, `feat/m3-${github}-${slug}`];
      return `| ${cells.join(" | ")} | | |`;
    });
    return [
      `## Phase ${index + 1}: ${name}`,
      "",
      "| # | GitHub # | Issue File | Title | Priority | Dependencies | Feature Branch | Status | PR |",
      "|---|---|---|---|---|---|---|---|---|",
      ...rows,
      "",
    ].join("\n");
  });
  return [
    "# M3: User authentication",
    "",
    "**Milestone Branch:** milestone/m3-user-auth",
    "**Base Branch:** main",
    "**Scope Tags:** [api, users, auth]",
    "**Epic Issue:** #100",
    `**Total Issues:** ${ISSUES.length}`,
    "",
    ...phases,
    "## Completed Issues",
    "",
    "## Open PRs (autopilot)",
    "",
    "## Blocked / Needs Review",
    "",
  ].join("\n");
}

function spec(issue: DemoIssue): string {
  return `---
title: ${issue.title}
github_issue: ${issue.github}
priority: ${issue.priority}
labels: [m3]
dependencies: [${issue.needs.map((id) => `"#${id}"`).join(", ")}]
---

# ${issue.title}

## Done Definition

${issue.criteria.map((criterion) => `${criterion}.`).join(" ")} The tests show it.

## Tasks

- Write the module and its tests

## Test Expectations

- Unit and integration tests beside the module

## Acceptance Criteria

${issue.criteria.map((criterion) => `- [ ] ${criterion}`).join("\n")}
`;
}
