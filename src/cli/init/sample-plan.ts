import { PLAN_FILE } from "../../engine/plan/review/findings.ts";

/** The id of the sample milestone, which is also the name of its folder. */
export const SAMPLE_MILESTONE = "m1";

/** The files of a small plan, as name and text. It passes the plan review in any project; the user rewrites it. */
export function samplePlan(branch: string): readonly (readonly [string, string])[] {
  // Started from a feature branch, the milestone is more likely meant for main.
  const base = ["master", "develop", "trunk"].includes(branch) ? branch : "main";
  return [
    [PLAN_FILE, plan(base)],
    ["00-SPECIFICATION.md", SPECIFICATION],
    ["01-readme-quick-start.md", QUICK_START],
    ["02-contributing-guide.md", CONTRIBUTING],
  ];
}

function plan(base: string): string {
  return `# M1: Getting started

**Milestone Branch:** milestone/m1-getting-started
**Base Branch:** ${base}
**Scope Tags:** docs
**Total Issues:** 2

## Phase 1: Documentation

| # | GitHub # | Title | Issue File | Priority | Dependencies | Status | PR |
|---|---|---|---|---|---|---|---|
| 01 | — | Add a quick start to the README | 01-readme-quick-start.md | P0 | None | | |
| 02 | — | Add a contributing guide | 02-contributing-guide.md | P1 | #01 | | |
`;
}

const SPECIFICATION = `# M1: Getting started

What this milestone is for, and what belongs to it. Each issue of the plan has its own file next to this one.

- In scope: documentation for people who are new to this repository.
- Out of scope: any change of behavior.
`;

const QUICK_START = spec({
  title: "Add a quick start to the README",
  priority: "P0",
  dependencies: "[]",
  done: 'The README has a section "Quick start" whose commands work in a fresh clone of this repository.',
  tasks: ["Find out how the project is installed, run and tested", "Write the section, with one command on each line"],
  notes: "Keep the README's tone and form; change nothing else in it.",
  tests: "Each command of the section ends with exit code 0 in a fresh clone.",
  criteria: ['README has a section "Quick start"', "It names the commands to install, to run and to test"],
});

const CONTRIBUTING = spec({
  title: "Add a contributing guide",
  priority: "P1",
  dependencies: '["01"]',
  done: "CONTRIBUTING.md explains how to set up the project, how to check a change and how to submit it.",
  tasks: ["Write CONTRIBUTING.md", "Link it from the README"],
  notes: "Refer to the quick start instead of repeating it.",
  tests: "The link in the README leads to the file, and the test suite still passes.",
  criteria: ["CONTRIBUTING.md exists", "README links to it"],
});

interface SampleSpec {
  readonly title: string;
  readonly priority: string;
  readonly dependencies: string;
  readonly done: string;
  readonly tasks: readonly string[];
  readonly notes: string;
  readonly tests: string;
  readonly criteria: readonly string[];
}

function spec({ title, priority, dependencies, done, tasks, notes, tests, criteria }: SampleSpec): string {
  return `---
title: ${title}
priority: ${priority}
labels: [docs]
dependencies: ${dependencies}
---

# ${title}

## Done Definition

${done}

## Tasks

${tasks.map((task) => `- ${task}`).join("\n")}

## Implementation Notes

${notes}

## Test Expectations

${tests}

## Acceptance Criteria

${criteria.map((criterion) => `- [ ] ${criterion}`).join("\n")}
`;
}
