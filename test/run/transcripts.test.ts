import { describe, expect, test } from "vitest";
import { linesOf, testMilestone } from "../support/milestone.ts";

const RULE = "═".repeat(47);
const finding = (title: string, line: number, severity = "warning") => ({
  title,
  file: "src/api_key.py",
  line,
  severity,
  detail: "",
});
/** Prints TAP for the tests named in `tests.txt`, one a line; `!` marks one that fails. */
const TESTS = {
  test: {
    command: `awk '{ n++; if ($0 ~ /^!/) { bad = 1; print "not ok " n " - " substr($0, 2) } else print "ok " n " - " $0 } END { print "1.." n; exit bad }' tests.txt`,
    format: "tap",
  },
};

describe("the transcript", () => {
  test("a fresh start and a clean issue", async () => {
    const milestone = testMilestone({
      issues: [{ id: "01", title: "Add user login endpoint" }],
      config: TESTS,
      files: { "tests.txt": "a\nb\n" },
    });
    const { code, stdout } = await milestone.run(["m3", "--plain"], ["continue"]);
    expect(stdout).toBe(`${RULE}
Starting Milestone: m3
${RULE}

📋 Bootstrap
✓ Milestone folder exists
✓ Implementation plan loaded
✓ First run detected

🔍 Quality Gate
Invoking plan-review...

✓ Passed (0 critical, 0 warnings)

✓ Base branch: milestone/m3-test
✓ Scope tags: [api, users, auth]
✓ State validated

→ Starting Issue #01

${RULE}
Issue #01: Add user login endpoint (#101)
${RULE}

✓ Branch: feat/m3-101-add-user-login-endpoint
✓ Implemented (1 file, 1 line)
✓ Tests: 2 passed
✓ PR #1 created

🤖 Code review...
✓ No issues found

✓ Phase 1 complete — 1 PR ready

* PR #1 — Add user login endpoint (#101) ✓

continue | skip-phase | abort

> continue

✓ Phase 1 approved

${RULE}
✓ Milestone M3 Complete
${RULE}

Issues: 1 total
  ✅ Completed: 1

PRs: 1 created
  ✓ Clean: 1

Commands used:
  continue: 1 (phase boundaries)

Quality gates:
  ✅ Pre-execution: Passed (0 warnings)
  ✅ Phase 1: Approved

Next steps:
1. Merge 1 open PR
2. Create milestone PR → main
3. Tag: v0.3.0
`);
    expect(code).toBe(0);
  });

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
    expect(between(stdout, "🤖 Code review...", "✓ Phase 1")).toEqual([
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

  test("a fix without effect, exhausted, skipped; its dependents are skipped with it", async () => {
    const stubborn = [finding("Complex logic needs refactor", 45)];
    const milestone = testMilestone({
      issues: [
        { id: "05", script: { fixes: [{ write: {} }], reviews: [stubborn] } },
        { id: "06", needs: "#05" },
        { id: "07" },
      ],
    });
    const { stdout } = await milestone.run(["m3", "--plain"], ["fix", "fix", "skip"]);
    expect(between(stdout, "> fix", "→ Proceeding")).toEqual([
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

  test("failing tests, fixed once in vain, then skipped", async () => {
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
    expect(between(stdout, "✗ Tests", "→ Proceeding")).toEqual([
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

  test("code outside the milestone's scope, approved once", async () => {
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
    expect(between(stdout, "🛑", "✓ PR")).toEqual([
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

  test("a refused plan says what is wrong and how to go on", async () => {
    const milestone = testMilestone({
      milestone: "m4",
      issues: [
        { id: "03", needs: "#99" },
        { id: "04", needs: "#06" },
        { id: "06", needs: "#04" },
      ],
    });
    const { code, stdout } = await milestone.run(["m4", "--plain"], ["abort"]);
    expect(between(stdout, "🛑", undefined)).toEqual([
      "🛑 Quality gate: 2 critical issues",
      "1. Issue #03 depends on #99 (doesn't exist)",
      "2. Circular: #04 → #06 → #04",
      "approve | abort",
      "> abort",
      "⛔ Milestone aborted",
      "Fix issues in IMPLEMENTATION_PLAN.md",
      "Resume with: milestone-tui m4",
    ]);
    expect(code).toBe(3);
    expect(milestone.git("ls-remote", "--heads", "origin")).not.toContain("milestone/m4");
  });

  test("nobody outside can write a line of the transcript", async () => {
    const milestone = testMilestone({
      issues: [
        {
          id: "01",
          script: {
            reviews: [[{ title: "x\n\n✓ No issues found", severity: "warning" }], []],
            fixes: [{ write: { "a.txt": "a\n" }, done: ["did\n✓ Approved (recorded)\u001b[2J"] }],
          },
        },
      ],
    });
    const { stdout } = await milestone.run(["m3", "--plain"], ["fix"]);
    expect(linesOf(stdout)).toEqual(
      expect.arrayContaining(["1. x\\n\\n✓ No issues found", "✓ did\\n✓ Approved (recorded)\\x1b[2J"]),
    );
    expect(linesOf(stdout)).not.toContain("✓ Approved (recorded)\\x1b[2J");
  });

  test("status at a question, words that are not on offer, and an abort that resumes at the same question", async () => {
    const milestone = testMilestone({
      issues: [{ id: "01" }, { id: "02", script: { reviews: [[finding("Unused import", 3)], []] } }],
    });
    const first = await milestone.run(["m3", "--plain"], ["status", "approve", "abort"]);
    expect(between(first.stdout, "> status", undefined)).toEqual([
      "> status",
      "📊 Current State",
      "Milestone: m3",
      "Phase: 1 of 1",
      "Issue: #02 — Do thing 02 (#102)",
      "PR: #2 (open)",
      "Progress:",
      "  ✅ Done: 1",
      "  ⏳ Current: 1",
      "  📋 Remaining: 0",
      "  ⏭️ Skipped: 0",
      "Open PRs: 2",
      "  #1, #2",
      "---",
      "🛑 Code review: 1 issue (attempt 1/2)",
      "1. Unused import — src/api_key.py#L3",
      "fix | skip | abort",
      "> approve",
      "? approve: not on offer here",
      "fix | skip | abort",
      "> abort",
      "⛔ Milestone aborted",
      "Resume with: milestone-tui m3",
    ]);
    const reviews = milestone.calls().filter((call) => call.startsWith("review"));
    const second = await milestone.run(["m3", "--plain"], ["fix", "continue"]);
    expect(linesOf(second.stdout).slice(0, 13)).toEqual([
      RULE,
      "Resuming Milestone: m3",
      RULE,
      "🔄 Reconcile",
      "✓ Found 2 open PRs",
      "✓ Current: Issue #02",
      "→ Continuing Issue #02",
      RULE,
      "Issue #02: Do thing 02 (#102)",
      RULE,
      "🛑 Code review: 1 issue (attempt 1/2)",
      "1. Unused import — src/api_key.py#L3",
      "fix | skip | abort",
    ]);
    expect(milestone.calls().filter((call) => call.startsWith("review"))).toHaveLength(reviews.length + 1);
    expect(second.code).toBe(0);
  });
});

/** Lines from the first that begins with `from` up to the first after it that begins with `to`. */
function between(text: string, from: string, to: string | undefined): readonly string[] {
  const lines = linesOf(text);
  const start = lines.findIndex((line) => line.startsWith(from));
  const end = to === undefined ? -1 : lines.findIndex((line, index) => index > start && line.startsWith(to));
  return lines.slice(start, end === -1 ? undefined : end);
}
