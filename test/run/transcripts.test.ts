import { describe, expect, test } from "vitest";
import { linesBetween, linesOf, testMilestone } from "../support/milestone.ts";
import { TAP_TESTS } from "../support/tap-tests.ts";

const RULE = "═".repeat(47);
const TESTS = { test: TAP_TESTS };
const UNUSED_IMPORT = { title: "Unused import", file: "src/api_key.py", line: 3, severity: "warning", detail: "" };

describe("the transcript of", () => {
  test("a first run with an issue without findings", async () => {
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

  test("a refused plan, with its problems and how to continue", async () => {
    const milestone = testMilestone({
      milestone: "m4",
      issues: [
        { id: "03", needs: "#99" },
        { id: "04", needs: "#06" },
        { id: "06", needs: "#04" },
      ],
    });
    const { code, stdout } = await milestone.run(["m4", "--plain"], ["abort"]);
    expect(linesBetween(stdout, "🛑", undefined)).toEqual([
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

  test("an agent's texts, which cannot imitate a line of the program", async () => {
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

  test("status at a question, a word that is not offered, and an abort that resumes at the question", async () => {
    const milestone = testMilestone({
      issues: [{ id: "01" }, { id: "02", script: { reviews: [[UNUSED_IMPORT], []] } }],
    });
    const first = await milestone.run(["m3", "--plain"], ["status", "approve", "abort"]);
    expect(linesBetween(first.stdout, "> status", undefined)).toEqual([
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
