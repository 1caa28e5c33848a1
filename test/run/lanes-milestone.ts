// A milestone with every kind of stop that a scripted agent and the local forge can cause, to be run with any number of
// lanes. Issues 03, 04 and 05 depend on each other as a diamond on top of 01; 10 and 11 change the same line.
import { join } from "node:path";
import type { Question } from "../../src/engine/model/stop.ts";
import { testMilestone, type MilestoneIssue, type TestMilestone } from "../support/milestone.ts";
import { temporaryFolder } from "../support/repository.ts";
import { TAP_TESTS } from "../support/tap-tests.ts";

const finding = { title: "Missing docstring", line: 1, severity: "warning", detail: "Says nothing" };

export function lanesMilestone(config: Readonly<Record<string, unknown>> = {}): TestMilestone {
  return testMilestone({
    scopeTags: "[auth, permissions]",
    files: {
      "tests.txt": "one\ntwo\n",
      "shared.txt": "one\n",
      "migrations/001.sql": "CREATE TABLE users (email text);\n",
    },
    config: { test: TAP_TESTS, setup: "true", lint: "true", ...config },
    issues: issues(join(temporaryFolder(), "tried")),
  });
}

/** The answer to each question. Any other question ends the run. */
export function answerTo({ issue = "run", stop: { kind } }: Question): string {
  return ANSWERS[`${issue} ${kind}`] ?? "abort";
}

const ANSWERS: Readonly<Record<string, string>> = {
  "01 tests-failing": "fix",
  "02 review": "fix",
  "04 breaking-schema": "approve",
  "06 protected-surface": "continue",
  "07 review": "skip",
  "09 agent-failed": "retry",
  "12 scope": "approve",
  "run phase-boundary": "continue",
};

/** @param tried a file that shows that the agent of issue 09 was started before */
function issues(tried: string): readonly MilestoneIssue[] {
  return [
    {
      id: "01",
      script: {
        implement: { write: { "tests.txt": "one\ntwo\n!three\n" } },
        fixes: [{ write: { "tests.txt": "one\ntwo\nthree\n" } }],
      },
    },
    {
      id: "02",
      script: {
        implement: { write: { "src/two.txt": "2\n" } },
        fixes: [{ write: { "src/two.txt": "two, documented\n" }, done: ["Added docstring"] }],
        finds: { file: "src/two.txt", lacks: "documented", finding: { ...finding, file: "src/two.txt" } },
      },
    },
    { id: "03", needs: "#01" },
    {
      id: "04",
      needs: "#01",
      script: { implement: { write: { "migrations/002.sql": "ALTER TABLE users DROP COLUMN email;\n" } } },
    },
    { id: "05", needs: "#03, #04" },
    { id: "06", priority: "P0", script: { implement: { write: { ".github/workflows/ci.yml": "on: push\n" } } } },
    { id: "07", script: { reviews: [[{ ...finding, file: "src/issue-07.txt" }]] } },
    { id: "08", needs: "#07" },
    {
      id: "09",
      phase: 2,
      script: {
        implement: { shell: `if [ -e '${tried}' ]; then echo nine > nine.txt; else touch '${tried}'; fi` },
      },
    },
    { id: "10", phase: 2, script: { implement: { write: { "shared.txt": "one by ten\n" } } } },
    // Ends after issue 10 was pushed, whatever the number of lanes.
    {
      id: "11",
      phase: 2,
      script: {
        implement: { shell: `${pushed("feat/m3-110-do-thing-10")}; echo "one by eleven" > shared.txt` },
        fixes: [{ write: { "shared.txt": "one by ten and eleven\n" } }],
      },
    },
    { id: "12", phase: 2, needs: "#09", script: { implement: { write: { "src/services/billing.py": "x = 1\n" } } } },
  ];
}

function pushed(branch: string): string {
  return `until git ls-remote --exit-code origin ${branch}; do sleep 0.2; done`;
}
