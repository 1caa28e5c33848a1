// Plans and progress for tests of pure functions.
import type { Phase, Plan, PlannedIssue } from "../../src/engine/model/plan.ts";
import { newIssue, type IssueProgress, type Progress } from "../../src/engine/model/progress.ts";
import { emptyProgress } from "../../src/state/progress/reduce.ts";

export function plannedIssue(id: string, more: Partial<PlannedIssue> = {}): PlannedIssue {
  return {
    id,
    title: `Title ${id}`,
    github: 100 + Number(id),
    priority: "P1",
    phase: 1,
    dependencies: [],
    branch: undefined,
    file: `${id}-x.md`,
    line: 10,
    spec: {
      file: `${id}-x.md`,
      text: "# Spec\n",
      frontMatter: { labels: [], dependencies: [] },
      doneDefinition: "Done.",
      tasks: [],
      implementationNotes: null,
      testExpectations: "Unit tests",
      acceptanceCriteria: [{ text: "Works", checked: false, line: 3 }],
    },
    ...more,
  };
}

/** A plan with these phases, each a list of issues. */
export function planOf(...phases: readonly (readonly PlannedIssue[])[]): Plan {
  const issues = phases.flatMap((list, index) => list.map((issue): PlannedIssue => ({ ...issue, phase: index + 1 })));
  return {
    milestone: "m3",
    title: "M3",
    path: "/r/docs/m3/IMPLEMENTATION_PLAN.md",
    folder: "/r/docs/m3",
    milestoneBranch: "milestone/m3",
    baseBranch: "main",
    scopeTags: ["auth"],
    status: undefined,
    epicIssue: undefined,
    totalIssues: undefined,
    digest: "d",
    phases: phases.map((list, index): Phase => ({
      number: index + 1,
      name: `P${index + 1}`,
      line: 1,
      issues: list.map(({ id }) => id),
    })),
    issues: new Map(issues.map((issue) => [issue.id, issue])),
  };
}

export function record(id: string, more: Partial<IssueProgress> = {}): IssueProgress {
  return { ...newIssue({ id, title: `Title ${id}`, github: 100 + Number(id), phase: 1 }), ...more };
}

export function progressOf(issues: readonly IssueProgress[], more: Partial<Progress> = {}): Progress {
  return {
    ...emptyProgress("m3"),
    starts: 1,
    issues: Object.fromEntries(issues.map((issue) => [issue.id, issue])),
    ...more,
  };
}
