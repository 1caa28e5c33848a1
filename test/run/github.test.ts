// The built program on GitHub: pull requests, labels, review, resume, and what must never be shown or changed.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { asColleague, gitHubMilestone, type GitHubMilestone } from "../support/github/milestone.ts";
import { linesOf } from "../support/milestone.ts";

const CANARY = "ghp_c4n4ryTokenThatNobodyMayEverSee00001";
const finding = (title: string, line: number) => ({
  title,
  file: "src/billing.py",
  line,
  severity: "warning",
  detail: "",
});

describe("a milestone on GitHub", () => {
  test("completes an issue after a question, an abort and a fix; its pull request is a draft before", async () => {
    const milestone = await gitHubMilestone({
      scopeTags: "[auth]",
      config: { test: "true" },
      issues: [
        {
          id: "01",
          title: "Add invoices",
          script: {
            implement: { write: { "src/billing.py": "import os\n" } },
            fixes: [{ write: { "src/billing.py": '"""Bills."""\n' }, done: ["Added docstring"] }],
            reviews: [[finding("Missing docstring", 1)], []],
          },
        },
      ],
    });
    await milestone.github.as("other-token", "POST", "/repos/acme/shop/milestones", { title: "m3" });
    const first = await milestone.run(["m3", "--plain"], ["approve", "abort"]);
    expect(linesOf(first.stdout).slice(-7)).toEqual([
      "🤖 Code review...",
      "🛑 Code review: 1 issue (attempt 1/2)",
      "1. Missing docstring — src/billing.py#L1",
      "fix | skip | abort",
      "> abort",
      "⛔ Milestone aborted",
      "Resume with: milestone-tui m3",
    ]);
    const [draft] = await milestone.pulls();
    expect(draft).toMatchObject({
      draft: true,
      title: "Add invoices (#101)",
      milestone: { title: "m3" },
      base: { ref: "milestone/m3-test" },
    });
    expect(milestone.github.comments(1)).toMatchObject([
      { path: "src/billing.py", line: 1, body: expect.stringContaining("Missing docstring") },
    ]);

    const second = await milestone.run(["m3", "--plain"], ["fix", "continue"]);
    expect(second.code).toBe(0);
    expect(linesOf(second.stdout).slice(3, 7)).toEqual([
      "🔄 Reconcile",
      "✓ Found 1 open PR",
      "✓ Current: Issue #01",
      "→ Continuing Issue #01",
    ]);
    const pulls = await milestone.pulls();
    expect(pulls).toMatchObject([{ draft: false, state: "open", head: { ref: "feat/m3-101-add-invoices" } }]);
    expect(milestone.github.reviews(1)).toHaveLength(1);
    expect(pulls[0]?.body).toMatch(
      /- \[ \] It works[^]*## Approvals[^]*scope[^]*Closes #101[^]*<!-- milestone-tui:pull m3%2F01 -->/,
    );
  });

  test("creates labels with their colors, and gives the reason for each", async () => {
    const milestone = await gitHubMilestone({
      issues: [{ id: "01", script: { implement: { write: { ".github/workflows/ci.yml": "on: push\n" } } } }],
    });
    const { code } = await milestone.run(["m3", "--plain", "--autonomous"]);
    expect(code).toBe(0);
    const [pull] = await milestone.pulls();
    expect(pull?.["labels"]).toMatchObject([
      { name: "needs-human", color: "b60205" },
      { name: "needs-test-review", color: "1d76db" },
    ]);
    expect(pull?.body).toMatch(
      /## Labels[^]*`needs-human`: Protected surface modified[^]*`needs-test-review`: No test command is known/,
    );
  });

  test("shows the token to no agent, file, output, pull request or process argument", async () => {
    const milestone = await gitHubMilestone(
      {
        // The agent prints the environment and command lines that it can see, which go into the issue's log.
        issues: [
          {
            id: "01",
            script: {
              implement: {
                shell: "env; cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' '; git config --list; true",
                write: { "a.txt": "a\n" },
              },
            },
          },
        ],
      },
      { tokens: { [CANARY]: "robot", "other-token": "colleague" } },
    );
    const { code, stdout, stderr } = await milestone.run(["m3", "--plain", "--verbose"], ["continue"], {
      GITHUB_TOKEN: CANARY,
    });
    expect(code).toBe(0);
    const logs = filesBelow(milestone.stateDir);
    expect(logs.some(([, text]) => text.includes("MILESTONE_TASK=implement"))).toBe(true);
    const texts = [
      ["output", stdout + stderr],
      ["pulls", JSON.stringify(await milestone.pulls())],
      ...logs,
      ...filesBelow(join(milestone.root, ".git")),
      ...filesBelow(milestone.github.bare.path),
    ] as const;
    const forms = [CANARY, Buffer.from(`x-access-token:${CANARY}`).toString("base64"), "[redacted]"];
    expect(
      texts.flatMap(([name, text]) => forms.filter((form) => text.includes(form)).map((form) => `${name}: ${form}`)),
    ).toEqual([]);
  });

  test("accepts a push whose answer was lost", async () => {
    const milestone = await gitHubMilestone({ issues: [{ id: "01" }] });
    milestone.github.faults.add({ method: "POST", path: /git-receive-pack$/, reset: "after", times: 4 });
    const { code, stdout } = await milestone.run(["m3", "--plain"], ["continue"]);
    expect(code).toBe(0);
    expect(stdout).not.toContain("🛑");
    expect(milestone.github.faults.met).toBeGreaterThan(1);
  });

  test("without a token ends with exit code 2, and writes nothing", async () => {
    const milestone = await gitHubMilestone({ issues: [{ id: "01" }] });
    const { code, stderr, stdout } = await milestone.run(["m3", "--plain"], [], { GITHUB_TOKEN: "" });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("Set GITHUB_TOKEN or GH_TOKEN");
    expect(readdirIfThere(milestone.stateDir)).toEqual([]);
  });

  test("of twelve issues without problems needs at most eight requests per issue", async () => {
    const milestone = await gitHubMilestone({
      config: { test: "true" },
      issues: Array.from({ length: 12 }, (_, i) => ({ id: String(i + 1).padStart(2, "0") })),
    });
    const { code } = await milestone.run(["m3", "--plain", "--autonomous"]);
    expect(code).toBe(0);
    expect((await milestone.pulls()).map(({ draft }) => draft)).toEqual(Array.from({ length: 12 }, () => false));
    expect(milestone.github.requests.length).toBeLessThanOrEqual(12 * 8);
  });
});

describe("GitHub's default branch is protected, even if git does not know it:", () => {
  test.each(["--autonomous", "--plain"])("as the milestone branch it stops the run at once (%s)", async (mode) => {
    const milestone = await withDefault("develop", { milestoneBranch: "develop" });
    const { code, stdout } = await milestone.run(["m3", "--plain", mode], ["retry", "approve", "skip", "abort"]);
    expect(linesOf(stdout)).toContain("🛑 Push to a protected branch refused");
    expect(code).toBe(3);
    expect(milestone.calls()).toEqual([]);
    expect(await milestone.pulls()).toEqual([]);
  });

  test.each(["--autonomous", "--plain"])("as the new base of a pull request it ends the run (%s)", async (mode) => {
    const shell = asColleague("PATCH", "/pulls/1", { base: "trunk" });
    const milestone = await gitHubMilestone(
      { issues: [{ id: "01" }, { id: "02", script: { implement: { write: { b: "b" }, shell } } }, { id: "03" }] },
      { defaultBranch: "trunk" },
    );
    const { code, stdout } = await milestone.run(["m3", "--plain", mode], ["continue", "skip", "abort"]);
    expect(linesOf(stdout)).toContain("Error: PR #1 aims at the protected branch trunk");
    expect(code).toBe(3);
    expect(milestone.calls()).not.toContain("implement 03 1");
  });

  test("as an issue's branch it ends the run", async () => {
    const milestone = await withDefault("develop", { issueBranch: "develop" });
    const before = milestone.github.bare.head("develop");
    const { code, stdout } = await milestone.run(["m3", "--plain", "--autonomous"]);
    expect(linesOf(stdout)).toContain("🛑 Push to a protected branch refused");
    expect(code).toBe(3);
    expect(milestone.github.bare.head("develop")).toBe(before);
    expect(await milestone.pulls()).toEqual([]);
  });
});

async function withDefault(
  branch: string,
  { milestoneBranch = "milestone/m3-test", issueBranch = "" },
): Promise<GitHubMilestone> {
  return gitHubMilestone(
    {
      issues: [{ id: "01" }],
      plan: `# M3

**Milestone Branch:** ${milestoneBranch}
**Base Branch:** ${branch}

## Phase 1: One

| # | GitHub # | File | Title | Branch |
|---|---|---|---|---|
| 01 | #101 | 01-issue.md | Do thing 01 | ${issueBranch} |
`,
    },
    { defaultBranch: branch },
  );
}

function filesBelow(folder: string): (readonly [string, string])[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => [entry.name, readFileSync(join(entry.parentPath, entry.name), "latin1")]);
}

function readdirIfThere(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
