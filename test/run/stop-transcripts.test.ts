import { describe, expect, test } from "vitest";
import { linesBetween, testMilestone } from "../support/milestone.ts";
import { TAP_TESTS } from "../support/tap-tests.ts";

const finding = (title: string, line: number, severity = "warning") => ({
  title,
  file: "src/api_key.py",
  line,
  severity,
  detail: "",
});
const TESTS = { test: TAP_TESTS };

describe("the transcript of", () => {
  test("a review with a fix", async () => {
    const milestone = testMilestone({
      issues: [
        {
          id: "03",
          title: "Add API key service",
          github: 239,
          script: {
            implement: { write: { "src/api_key.py": "import os\n" } },
            fixes: [{ write: { "src/api_key.py": '"""Keys."""\n' }, done: ["Added docstring", "Removed import"] }],
            reviews: [[finding("Missing docstring", 15), finding("Unused import", 3)], []],
          },
        },
      ],
    });
    const { stdout } = await milestone.run(["m3", "--plain"], ["fix"]);
    expect(linesBetween(stdout, "🤖 Code review...", "✓ Phase 1")).toEqual([
      "🤖 Code review...",
      "🛑 Code review: 2 issues (attempt 1/2)",
      "1. Missing docstring — src/api_key.py#L15",
      "2. Unused import — src/api_key.py#L3",
      "fix | skip | abort",
      "> fix",
      "🔧 Fixing...",
      "✓ Added docstring",
      "✓ Removed import",
      "✓ Pushed",
      "🤖 Re-running code review...",
      "✓ No issues found",
    ]);
  });

  test("fixes without effect until they are exhausted, and a skip that skips the dependent issue", async () => {
    const stubborn = [finding("Complex logic needs refactor", 45)];
    const milestone = testMilestone({
      issues: [
        { id: "05", script: { fixes: [{ write: {} }], reviews: [stubborn] } },
        { id: "06", needs: "#05" },
        { id: "07" },
      ],
    });
    const { stdout } = await milestone.run(["m3", "--plain"], ["fix", "fix", "skip"]);
    expect(linesBetween(stdout, "> fix", "→ Proceeding")).toEqual([
      "> fix",
      "🔧 Fixing...",
      "⚠️ Issue persists",
      "🛑 Code review: 1 issue (attempt 2/2)",
      "1. Complex logic needs refactor — src/api_key.py#L45",
      "fix | skip | abort",
      "> fix",
      "🔧 Fixing...",
      "⚠️ Issue persists",
      "🛑 Fix attempts exhausted (2/2)",
      "skip | abort",
      "> skip",
      "⏭️ Skipped Issue #05",
      'Recorded in "Blocked / Needs Review"',
      "⏭️ Skipped Issue #06",
      'Recorded: "depends on skipped #05"',
    ]);
    expect(milestone.plan()).toMatch(/Blocked \/ Needs Review[^]*#05[^]*Complex logic needs refactor/);
    expect((await milestone.pulls()).find(({ branch }) => branch.includes("105"))?.labels).toContain("auto-skipped");
  });

  test("failing tests, with a fix that does not help and a skip", async () => {
    const milestone = testMilestone({
      config: TESTS,
      files: { "tests.txt": "one\ntwo\n" },
      issues: [
        {
          id: "07",
          script: {
            implement: {
              write: { "tests.txt": "one\ntwo\n!test_tenant_isolation_read\n!test_tenant_isolation_write\n" },
            },
            fixes: [{ write: { "src/x.txt": "x\n" }, done: ["Auto-fix applied"] }],
          },
        },
        { id: "08" },
      ],
    });
    const { stdout } = await milestone.run(["m3", "--plain"], ["fix", "skip"]);
    expect(linesBetween(stdout, "✗ Tests", "→ Proceeding")).toEqual([
      "✗ Tests: 2 failed, 2 passed",
      "🛑 Tests failing (attempt 1/2)",
      "Failed:",
      "- test_tenant_isolation_read",
      "- test_tenant_isolation_write",
      "fix | skip | abort",
      "> fix",
      "🔧 Fixing...",
      "✓ Auto-fix applied",
      "✗ Tests: 2 failed, 2 passed",
      "🛑 Tests failing (attempt 2/2)",
      "Failed:",
      "- test_tenant_isolation_read",
      "- test_tenant_isolation_write",
      "fix | skip | abort",
      "> skip",
      "⏭️ Skipped Issue #07",
      'Recorded: "Test failures - test_tenant_isolation_read, test_tenant_isolation_write"',
    ]);
  });

  test("code outside the milestone's scope, with an approval", async () => {
    const milestone = testMilestone({
      scopeTags: "[auth, permissions]",
      config: TESTS,
      files: { "tests.txt": "a\n" },
      issues: [
        {
          id: "06",
          title: "Add caching layer",
          script: { implement: { write: { "src/services/billing.py": "x = 1\n" } } },
        },
      ],
    });
    const { stdout } = await milestone.run(["m3", "--plain"], ["approve"]);
    expect(linesBetween(stdout, "🛑", "✓ PR")).toEqual([
      "🛑 Scope creep: billing code in M3 (auth)",
      "Modified: src/services/billing.py",
      "Scope tags: [auth, permissions]",
      "approve | skip | abort",
      "> approve",
      "✓ Approved (recorded)",
      "→ Continuing Issue #06",
      "✓ Tests: 1 passed",
    ]);
    expect(stdout).toContain("* PR #1 — Add caching layer (#106) ⚠️ Scope approved");
  });
});
