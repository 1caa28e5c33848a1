import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { linesOf, testMilestone } from "../support/milestone.ts";
import { until } from "../support/until.ts";

const finding = { title: "Unused import", file: "a.js", line: 3, severity: "warning" };

describe("a run", () => {
  test("with --autonomous uses the predefined answers: it fixes, then skips, and never approves", async () => {
    const milestone = testMilestone({
      scopeTags: "[auth]",
      issues: [
        { id: "01", script: { reviews: [[finding]] } },
        { id: "02", script: { implement: { write: { "src/billing.js": "x\n" } } } },
        { id: "03", script: { implement: { exit: 1 } } },
        { id: "04" },
      ],
    });
    const { code, stdout } = await milestone.run(["m3", "--plain", "--autonomous"]);
    expect(code).toBe(0);
    expect(linesOf(stdout).filter((line) => line.startsWith(">"))).toEqual([
      "> fix",
      "> fix",
      "> skip",
      "> skip",
      "> retry",
      "> retry",
      "> skip",
      "> continue",
    ]);
    expect(stdout).toContain("  ⏭️ Skipped: 3 (#01, #02, #03)");
    expect(milestone.calls().filter((call) => call.startsWith("implement 03"))).toHaveLength(3);
  });

  test("whose test report is empty warns about it, and labels the pull request", async () => {
    const report = String.raw`printf '<testsuites tests="0"></testsuites>' > junit.xml`;
    const milestone = testMilestone({
      issues: [{ id: "01" }],
      config: { test: { command: report, report: "junit.xml", format: "junit" } },
    });
    const { code, stdout } = await milestone.run(["m3", "--plain", "--autonomous"]);
    expect(code).toBe(0);
    expect(stdout).toContain("⚠️ No tests ran");
    expect(await milestone.pulls()).toMatchObject([{ labels: ["needs-test-review"] }]);
  });

  test("with --json prints one event per line", async () => {
    const milestone = testMilestone({ issues: [{ id: "01" }] });
    const { code, stdout } = await milestone.run(["m3", "--json"], ["continue"]);
    const events = linesOf(stdout).map((line) => JSON.parse(line));
    expect(code).toBe(0);
    expect(events.every((event) => event.v === 1 && !Number.isNaN(Date.parse(event.at)))).toBe(true);
    expect(events.map(({ type }) => type)).toEqual(
      expect.arrayContaining([
        "run.started",
        "step.started",
        "step.finished",
        "question.asked",
        "question.answered",
        "milestone.completed",
      ]),
    );
    expect(events.at(-1).type).toBe("milestone.completed");
  });

  test("with --dry-run prints what it would do, and changes nothing", async () => {
    const milestone = testMilestone({ issues: [{ id: "01" }, { id: "02", priority: "P0" }] });
    const before = milestone.git("ls-remote", "origin") + milestone.plan();
    const { code, stdout } = await milestone.run(["m3", "--dry-run"]);
    expect(code).toBe(0);
    expect(stdout).toContain("Next: Issue #02: Do thing 02 (#102)");
    expect(stdout.indexOf("#02")).toBeLessThan(stdout.indexOf("→ Issue #01"));
    expect(milestone.git("ls-remote", "origin") + milestone.plan()).toBe(before);
    expect(existsSync(milestone.stateDir)).toBe(false);
    expect(existsSync(`${milestone.root}.worktrees`)).toBe(false);
  });

  test("with --retry starts a skipped issue again, and with --metrics writes the result", async () => {
    const milestone = testMilestone({
      issues: [
        { id: "01", script: { reviews: [[finding], []], fixes: [{ write: { "a.js": "fixed\n" } }] } },
        { id: "02" },
      ],
    });
    await milestone.run(["m3", "--plain"], ["skip", "continue"]);
    expect(milestone.plan()).toContain("| Skipped | #1 |");
    const { code, stdout } = await milestone.run(["m3", "--plain", "--retry", "1", "--metrics"], ["fix", "continue"]);
    expect(stdout).toContain("🛑 Code review: 1 issue (attempt 1/2)");
    expect(code).toBe(0);
    expect(await milestone.pulls()).toHaveLength(2);
    const metrics = JSON.parse(readFileSync(join(milestone.planPath, "../metrics.json"), "utf8"));
    expect(metrics).toMatchObject({
      milestone: "m3",
      completed: true,
      issues: { total: 2, done: 2 },
      pulls: { created: 2 },
    });
  });

  test("with --retry also starts the issues that were skipped because of that issue", async () => {
    const milestone = testMilestone({
      issues: [
        { id: "01", script: { reviews: [[finding], []] } },
        { id: "02", needs: "#01" },
        { id: "03", needs: "#02" },
      ],
    });
    await milestone.run(["m3", "--plain"], ["skip", "continue"]);
    const { stdout, code } = await milestone.run(["m3", "--plain", "--retry", "01"], ["fix", "continue"]);
    expect(stdout).toContain("  ✅ Completed: 3");
    expect(stdout).not.toContain("⏭️ Skipped:");
    expect(code).toBe(0);
    expect(milestone.plan()).not.toContain("depends on skipped");
  });

  test("names the plan's base branch on its last page", async () => {
    const plan = [
      "# M3",
      "",
      "**Milestone Branch:** milestone/m3",
      "**Base Branch:** develop",
      "",
      "## Phase 1: One",
      "",
      "| # | File | Title |",
      "|---|---|---|",
      "| 01 | 01-issue.md | Do thing 01 |",
      "",
    ].join("\n");
    const milestone = testMilestone({ issues: [{ id: "01" }], plan });
    milestone.git("push", "-q", "origin", "main:develop");
    expect(await milestone.run(["m3", "--plain"], ["continue"])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("Create milestone PR → develop\n"),
    });
    expect((await milestone.run(["status", "m3"])).stdout).not.toContain("→ main");
  });

  test("is not needed for read-only commands, which work on a detached HEAD and without a remote", async () => {
    const milestone = testMilestone({ issues: [{ id: "01" }] });
    milestone.git("checkout", "-q", "--detach");
    milestone.git("remote", "remove", "origin");
    for (const args of [
      ["status", "m3"],
      ["plan", "m3"],
      ["plan-review", "m3"],
      ["gate", "main"],
      ["pr", "list"],
      ["logs", "m3"],
    ]) {
      expect(await milestone.run(args), args.join(" ")).toMatchObject({ code: 0, stderr: "" });
    }
  });

  test("with --skip-plan-review and --skip-code-review skips those steps", async () => {
    const milestone = testMilestone({ issues: [{ id: "01", needs: "#99", script: { reviews: [[finding]] } }] });
    const { code, stdout } = await milestone.run(
      ["m3", "--plain", "--skip-plan-review", "--skip-code-review"],
      ["continue"],
    );
    expect(code).toBe(0);
    expect(stdout).not.toContain("Quality Gate");
    expect(stdout).not.toContain("🤖");
  });

  test("with --no-worktree works in the checkout, and restores its branch", async () => {
    const milestone = testMilestone({ issues: [{ id: "01" }, { id: "02" }] });
    const { code, stderr } = await milestone.run(["m3", "--plain", "--no-worktree"], ["continue"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(existsSync(`${milestone.root}.worktrees`)).toBe(false);
    expect(milestone.git("branch", "--show-current")).toBe("main");
    expect(milestone.git("status", "--porcelain")).toBe(" M docs/milestones/m3/IMPLEMENTATION_PLAN.md");
    expect(milestone.git("diff", "--name-only", "main..feat/m3-101-do-thing-01")).toBe("src/issue-01.txt");
  });

  test("whose push is refused stops with git's reason, and can retry", async () => {
    const milestone = testMilestone({ issues: [{ id: "01" }] });
    const hook = join(milestone.remote, "hooks/pre-receive");
    writeFileSync(
      hook,
      `#!/bin/sh
while read old new ref; do
  case "$ref" in
    refs/heads/feat/*) test -e "${milestone.remote}/open" || { echo "not today" >&2; exit 1; } ;;
  esac
done
`,
    );
    chmodSync(hook, 0o755);
    const { child, output, ended } = milestone.start(["m3", "--plain"]);
    await until(() => output().includes("retry | skip | abort"));
    writeFileSync(join(milestone.remote, "open"), "");
    child.stdin?.end("retry\ncontinue\n");
    const { code, stdout } = await ended;
    const lines = linesOf(stdout);
    expect(lines.slice(lines.indexOf("🛑 Push failed")).slice(0, 7)).toEqual([
      "🛑 Push failed",
      expect.stringMatching(/^Error: .*hook declined/),
      "retry | skip | abort",
      "> retry",
      "🔄 Retrying push...",
      "✓ Pushed",
      expect.stringMatching(/^✓ PR #1 created/),
    ]);
    expect(code).toBe(0);
  });

  test("finds pull requests that were merged in between, and starts the next branch from them", async () => {
    const milestone = testMilestone({ issues: [{ id: "01" }, { id: "02", phase: 2 }] });
    await milestone.run(["m3", "--plain"], []);
    const merged = await milestone.run(["pr", "merge", "1"]);
    expect(merged.code).toBe(0);
    const { stdout, code } = await milestone.run(["m3", "--plain"], ["continue", "continue"]);
    expect(linesOf(stdout)).toEqual(expect.arrayContaining(["✓ Found 0 open PRs", "✓ 1 PR merged since last run"]));
    expect(code).toBe(0);
    expect(milestone.git("show", "feat/m3-102-do-thing-02:src/issue-01.txt")).not.toBe("");
  });
});
