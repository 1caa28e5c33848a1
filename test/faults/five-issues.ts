// A milestone that needs every kind of answer: fix (review, tests), approve, retry, continue, skip.
import { testMilestone, type MilestoneIssue, type TestMilestone } from "../support/milestone.ts";
import { TAP_TESTS } from "../support/tap-tests.ts";

/** The values of the forge token and the agent's key. Neither may appear in any output or file. */
export const CANARIES = {
  GITHUB_TOKEN: "ghp_c4n4ryForgeTokenThatNobodyMaySee0001",
  AGENT_KEY: "canary/agent+key=that&nobody may see",
} as const;

const finding = {
  title: "Missing docstring",
  file: "src/one.txt",
  line: 1,
  severity: "warning",
  detail: "Says nothing",
};

export const ISSUES: readonly MilestoneIssue[] = [
  {
    id: "01",
    script: {
      implement: {
        write: { "src/one.txt": "1\n" },
        shell: 'echo "the key is $AGENT_KEY"; printf "%s" "$AGENT_KEY" | base64',
      },
      fixes: [{ write: { "src/one.txt": "one, documented\n" }, done: ["Added docstring"] }],
      finds: { file: "src/one.txt", lacks: "documented", finding },
    },
  },
  {
    id: "02",
    script: {
      implement: { write: { "tests.txt": "one\ntwo\n!three\n" } },
      fixes: [{ write: { "tests.txt": "one\ntwo\nthree\n" } }],
    },
  },
  { id: "03", needs: "#01", script: { implement: { write: { "src/services/billing.py": "x = 1\n" } } } },
  { id: "04", phase: 2, script: { reviews: [[{ ...finding, file: "src/issue-04.txt" }]] } },
  { id: "05", phase: 2, script: { implement: { write: { ".github/workflows/ci.yml": "on: push\n" } } } },
];

const SAME_LINE = {
  implement: { write: { "same.txt": "by one\n" } },
  fixes: [{ write: { "same.txt": "by both\n" } }],
};

/** With these, three lanes are at work in both phases. Issues 06 and 07 conflict, so that one is built on the other. */
export const EIGHT_ISSUES: readonly MilestoneIssue[] = [
  ...ISSUES,
  { id: "06", script: { ...SAME_LINE, implement: { write: { "same.txt": "by the other\n" } } } },
  { id: "07", script: SAME_LINE },
  { id: "08", phase: 2 },
];

export function milestoneOf(issues: readonly MilestoneIssue[]): TestMilestone {
  return testMilestone({
    scopeTags: "[auth, permissions]",
    files: { "tests.txt": "one\ntwo\n" },
    config: { test: TAP_TESTS, setup: "true", lint: "true" },
    agentEnvironment: { AGENT_KEY: "env:AGENT_KEY" },
    issues,
  });
}

/** The answer to each kind of stop: issue 04 is skipped, all other questions get an answer that continues. */
export function answerTo(question: { readonly issue?: string; readonly stop: { readonly kind: string } }): string {
  switch (question.stop.kind) {
    case "review":
    case "tests-failing":
      return question.issue === "04" ? "skip" : "fix";
    case "scope":
      return "approve";
    case "phase-boundary":
    case "protected-surface":
      return "continue";
    default:
      return "retry";
  }
}
