// What a run does while the checks of a pull request run, and afterwards.
import { describe, expect, test } from "vitest";
import { asColleague, gitHubMilestone, type GitHubMilestone } from "../support/github/milestone.ts";
import { linesOf, type MilestoneIssue } from "../support/milestone.ts";
import { until } from "../support/until.ts";

const BRANCH = "feat/m3-101-do-thing-01";
const WAITING = { timeout: 40_000 };

/** Starts a milestone in a repository with workflows; its only pull request waits for checks. */
async function waiting(issue: Partial<MilestoneIssue> = {}, github: Readonly<Record<string, unknown>> = {}) {
  const milestone = await gitHubMilestone({ config: { test: "true" }, issues: [{ id: "01", ...issue }] }, {}, github);
  milestone.github.setWorkflows(1);
  // A faster clock would pass the time after which missing checks count as no checks.
  const { child, ended, output } = milestone.start(["m3", "--plain"], { MILESTONE_TUI_TIME_SCALE: "40" });
  await until(() => milestone.github.requests.some(({ path }) => path === "/graphql"), "the first poll");
  return {
    milestone,
    output,
    ended,
    head: () => headOf(milestone),
    answer: (lines: string) => child.stdin?.end(lines),
  };
}

function headOf({ github }: GitHubMilestone): string {
  const head = github.bare.head(BRANCH);
  if (head === undefined) throw new Error("nothing was pushed");
  return head;
}

describe("waiting for checks", () => {
  test("is shown, and ends with their success: the draft becomes ready", async () => {
    const { milestone, ended, head, answer } = await waiting();
    milestone.github.checkRun(head(), { name: "test" });
    expect(await milestone.pulls()).toMatchObject([{ draft: true }]);
    milestone.github.checkRun(head(), { name: "test", conclusion: "success" });
    answer("continue\n");
    const { code, stdout } = await ended;
    expect(code).toBe(0);
    expect(stdout).toContain("⏳ CI checks: next try");
    expect(await milestone.pulls()).toMatchObject([{ draft: false }]);
  });

  test("ends with a failure, which is shown with step, link and log; a fix gets them too", async () => {
    const { milestone, output, ended, head, answer } = await waiting({
      script: {
        fixes: [
          {
            write: { "b.txt": "b\n" },
            done: ["Fixed it"],
            shell: 'grep -q "2 of 3 failed" "$MILESTONE_CONTEXT_FILE"',
          },
        ],
      },
    });
    milestone.github.checkRun(head(), {
      name: "test",
      conclusion: "failure",
      job: { failedStep: "Run tests", log: "2026-11-21T10:00:00.0000000Z 2 of 3 failed\n" },
    });
    milestone.github.status(head(), "coverage", "success");
    await expect.poll(output, WAITING).toContain("fix | skip | abort");
    const first = headOf(milestone);
    answer("fix\ncontinue\n");
    await until(() => headOf(milestone) !== first, "the fix");
    milestone.github.checkRun(head(), { name: "test", conclusion: "success" });
    const { code, stdout } = await ended;
    expect(code).toBe(0);
    const lines = linesOf(stdout);
    expect(lines.slice(lines.findIndex((line) => line.startsWith("🛑"))).slice(0, 8)).toEqual([
      "🛑 CI checks failing (attempt 1/2)",
      expect.stringMatching(/^- test — Run tests — http.*\/actions\/runs\/9\/job\/\d+$/),
      "  2 of 3 failed",
      "fix | skip | abort",
      "> fix",
      "🔧 Fixing...",
      "✓ Fixed it",
      "✓ Tests passing",
    ]);
  });

  test("ends with a person's request for changes, which is asked about once; an approval is shown", async () => {
    const { milestone, output, ended, head, answer } = await waiting();
    milestone.github.checkRun(head(), { name: "test" });
    const review = (body: Readonly<Record<string, string>>) =>
      milestone.github.as("other-token", "POST", "/repos/acme/shop/pulls/1/reviews", body);
    await review({ event: "REQUEST_CHANGES", body: "Please rename it" });
    await expect.poll(output, WAITING).toContain("1. Please rename it\n\nfix | skip | abort");
    const first = headOf(milestone);
    answer("fix\ncontinue\n");
    await until(() => headOf(milestone) !== first, "the fix");
    await review({ event: "APPROVE" });
    await expect.poll(output, WAITING).toContain("⚠️ PR #1 is approved by colleague");
    milestone.github.checkRun(head(), { name: "test", conclusion: "success" });
    const { code, stdout } = await ended;
    expect(code).toBe(0);
    expect(stdout.match(/🛑/g)).toHaveLength(1);
  });

  test("ends when another user merges", async () => {
    const { milestone, ended, answer } = await waiting();
    const [pull] = await milestone.pulls();
    await milestone.github.as("other-token", "PATCH", "/repos/acme/shop/pulls/1", { draft: false });
    await milestone.github.as("other-token", "PUT", "/repos/acme/shop/pulls/1/merge", {
      merge_method: "squash",
      sha: pull?.head.sha,
    });
    answer("continue\n");
    expect((await ended).code).toBe(0);
    expect(await milestone.pulls()).toMatchObject([{ merged_at: expect.any(String) }]);
  });
});

describe("auto-merge", () => {
  const autoMerge = { autoMerge: true };

  test("squashes into the milestone branch, from which the next issue starts; main does not change", async () => {
    const milestone = await gitHubMilestone(
      { config: { test: "true" }, issues: [{ id: "01" }, { id: "02" }] },
      {},
      autoMerge,
    );
    const main = milestone.github.bare.head("main");
    const { code, stdout } = await milestone.run(["m3", "--plain"], ["continue"]);
    expect(code).toBe(0);
    expect(linesOf(stdout)).toContain("⚠️ PR #1 was merged into milestone/m3-test");
    expect((await milestone.pulls()).map(({ merged_at }) => merged_at)).toEqual([
      expect.any(String),
      expect.any(String),
    ]);
    expect(milestone.github.bare.git("log", "--format=%s", `${main}..milestone/m3-test`).split("\n")).toHaveLength(2);
    expect(milestone.github.bare.head("main")).toBe(main);
  });

  test("never merges a pull request with needs-human, or into a protected branch", async () => {
    const milestone = await gitHubMilestone(
      {
        config: { test: "true" },
        issues: [
          { id: "01", script: { implement: { write: { ".github/workflows/ci.yml": "on: push\n" } } } },
          {
            id: "02",
            script: {
              implement: { write: { "b.txt": "b\n" }, shell: asColleague("PATCH", "/pulls/1", { title: "x" }) },
            },
          },
        ],
      },
      {},
      autoMerge,
    );
    milestone.github.protect("milestone/m3-test");
    milestone.github.bare.git("config", "core.hooksPath", "/dev/null");
    const { code, stdout } = await milestone.run(["m3", "--plain", "--autonomous"]);
    expect((await milestone.pulls()).map(({ merged_at }) => merged_at)).toEqual([null, null]);
    expect(linesOf(stdout)).toContain("🛑 Push to a protected branch refused");
    expect(code).toBe(3);
  });
});
