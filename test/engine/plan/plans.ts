// Builds plans in memory.
import type { Plan, PlannedIssue, Spec } from "../../../src/engine/model/plan.ts";
import type { LoadedPlan } from "../../../src/engine/plan/sources/load-plan.ts";

/** Builds an issue with a spec. In `needs`, `?99` is a dependency on an issue that does not exist. */
export function issue(
  id: string,
  more: Partial<Omit<PlannedIssue, "dependencies">> & { readonly needs?: readonly string[] } = {},
): PlannedIssue {
  const { needs = [], ...rest } = more;
  return {
    id,
    title: `Issue ${id}`,
    github: undefined,
    priority: "P1",
    phase: 1,
    branch: undefined,
    file: `${id}-x.md`,
    spec: spec(id),
    line: Number(id) + 4,
    dependencies: needs.map((id) => ({ raw: `#${id.replace("?", "")}`, issue: id.startsWith("?") ? undefined : id })),
    ...rest,
  };
}

/** Builds a spec that has no findings. */
export function spec(id: string, more: Partial<Spec> = {}): Spec {
  return {
    file: `${id}-x.md`,
    text: "",
    frontMatter: { labels: [], dependencies: [] },
    doneDefinition: "The endpoint answers 200.",
    tasks: null,
    implementationNotes: null,
    testExpectations: "An integration test.",
    acceptanceCriteria: [{ text: "It answers", checked: false, line: 9 }],
    ...more,
  };
}

/** Builds a plan of these issues, with a phase for each phase number among them. */
export function planOf(issues: readonly PlannedIssue[], more: Partial<Plan> = {}): Plan {
  const phases = [...Map.groupBy(issues, ({ phase }) => phase)].sort(([a], [b]) => a - b);
  return {
    milestone: "m3",
    title: "M3",
    path: "/r/m3/IMPLEMENTATION_PLAN.md",
    folder: "/r/m3",
    milestoneBranch: "milestone/m3",
    baseBranch: "main",
    scopeTags: [],
    status: undefined,
    epicIssue: 100,
    totalIssues: undefined,
    digest: "d",
    phases: phases.map(([number, members]) => ({
      number,
      name: `Phase ${number}`,
      line: number,
      issues: members.map(({ id }) => id),
    })),
    issues: new Map(issues.map((issue) => [issue.id, issue])),
    ...more,
  };
}

/** Builds a loaded plan without problems, with all files that the plan review expects. */
export function loadedOf(issues: readonly PlannedIssue[], more: Partial<LoadedPlan> = {}): LoadedPlan {
  const files = ["00-SPECIFICATION.md", "00-epic.md", ...issues.flatMap(({ file }) => file ?? [])];
  return { plan: planOf(issues), total: undefined, problems: [], files, ...more };
}
