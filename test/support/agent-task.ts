import type { AgentTask } from "../../src/engine/agents/agent.ts";
import type { PlannedIssue } from "../../src/engine/model/plan.ts";

/** Builds a planned issue with a spec, as the parser does. */
export function plannedIssue(more: Partial<PlannedIssue> = {}): PlannedIssue {
  const criterion = { text: "Expires after an hour", checked: false, line: 9 };
  return {
    id: "07",
    title: "Add a cache",
    github: 107,
    priority: "P0",
    phase: 1,
    dependencies: [{ raw: "#03", issue: "03" }],
    branch: undefined,
    file: "07-cache.md",
    line: 12,
    spec: {
      file: "07-cache.md",
      text: "# Add a cache\n\nKeep answers for an hour.\n",
      frontMatter: { labels: [], dependencies: [] },
      doneDefinition: null,
      tasks: null,
      implementationNotes: null,
      testExpectations: null,
      acceptanceCriteria: [criterion],
    },
    ...more,
  };
}

/** Builds a task in `cwd`, with its scratch folder beside it. */
export function agentTask(cwd: string, more: Partial<AgentTask> = {}): AgentTask {
  return {
    kind: "implement",
    milestone: "m3",
    planPath: `${cwd}/m3/IMPLEMENTATION_PLAN.md`,
    issue: plannedIssue(),
    attempt: 1,
    baseCommit: "a".repeat(40),
    stop: undefined,
    prompt: "Do it.",
    cwd,
    scratch: `${cwd}.scratch/07`,
    timeoutMs: 30_000,
    idleMs: 30_000,
    ...more,
  };
}
