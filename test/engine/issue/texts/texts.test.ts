import { taskMilestone } from "../../../../src/engine/run/step-task-for.ts";
import { describe, expect, test } from "vitest";
import { commitMessage } from "../../../../src/engine/issue/texts/commit-message.ts";
import { pullBody } from "../../../../src/engine/issue/texts/pull-body.ts";
import { planOf, plannedIssue, record } from "../../../support/issue.ts";

const planned = plannedIssue("01", { title: "Add user\nlogin endpoint" });

describe("the commit message", () => {
  test("says what, which files, and what it closes", () => {
    const issue = record("01", { change: { files: ["src/a.js", "src/b.js"], lines: 12 } });
    expect(commitMessage({ milestone: "m3", planned, issue, followUp: false })).toBe(
      "feat(m3): Add user login endpoint (#101)\n\n- src/a.js\n- src/b.js\n\nCloses #101\n",
    );
  });

  test("of a fix names the stops it answers; of an issue without a number closes nothing; many files are cut", () => {
    const files = Array.from({ length: 25 }, (_, index) => `f${index}`);
    const issue = record("01", { change: { files, lines: 25 }, fixes: { review: 1, "tests-failing": 2 } });
    const text = commitMessage({ milestone: "m3", planned: { ...planned, github: undefined }, issue, followUp: true });
    expect(text).toMatch(/^fix\(m3\): Add user login endpoint\n/);
    expect(text).toContain("- f19\n- and 5 more\n");
    expect(text).toContain("Answers: review, tests-failing\n");
    expect(text).not.toContain("Closes");
  });
});

test("a pull request says what to tick, why it has its labels, what was approved, and what to merge first", () => {
  const issue = record("01", {
    change: { files: ["a.js"], lines: 3 },
    tests: { passed: true, counts: { passed: 47, failed: 0, skipped: 0 }, failed: [], tail: "", problem: undefined },
    base: { branch: "feat/m3-100-other", commit: "c" },
    labels: [{ label: "needs-db-review", reason: "Adds a table" }],
    approvals: [{ stop: "scope", fingerprints: ["f"], at: "2026-01-01T00:00:00.000Z" }],
  });
  const body = pullBody({ milestone: taskMilestone(planOf([planned])), planned, issue });
  for (const part of [
    "- [ ] Works",
    "Tests: 47 passed.",
    "- `needs-db-review`: Adds a table",
    "- scope, 2026-01-01",
    "Builds on `feat/m3-100-other`",
    "Closes #101",
  ]) {
    expect(body).toContain(part);
  }
});
