// What other users do to pull requests and branches while a milestone runs: it is adopted or asked about, never undone.
import { describe, expect, test } from "vitest";
import { asColleague, gitHubMilestone, type GitHubMilestone } from "../support/github/milestone.ts";
import { linesOf, type MilestoneIssue, type Turn } from "../support/milestone.ts";

/** A shell command by which another user pushes a commit to the milestone branch. */
const BASE_MOVES = [
  'cd "$(mktemp -d)" && git clone -q "$REMOTE" x && cd x && git checkout -q milestone/m3-test',
  "echo theirs > shared.txt && git add -A && git -c user.name=C -c user.email=c@x.invalid commit -q -m Theirs",
  "git push -q origin HEAD",
].join(" && ");
const merge = (number: number) => asColleague("PUT", `/pulls/${number}/merge`, { merge_method: "squash" });
const write = (path: string, text = "x\n"): Turn["write"] => ({ [path]: text });

/** Three issues. While the second is implemented, `shell` changes the first one's pull request or branch. */
function during(
  shell: string,
  second: Partial<MilestoneIssue> = {},
  first: Partial<MilestoneIssue> = {},
): Promise<GitHubMilestone> {
  return gitHubMilestone({
    config: { test: "true" },
    files: { "shared.txt": "one\n" },
    issues: [
      { id: "01", ...first },
      { id: "02", script: { implement: { write: write("b.txt"), shell } }, ...second },
      { id: "03" },
    ],
  });
}

describe("between two issues", () => {
  test("a merged pull request is the base of the next issue", async () => {
    const milestone = await during(merge(1));
    const { code, stdout } = await milestone.run(["m3", "--plain"], ["continue"]);
    expect(code).toBe(0);
    expect(linesOf(stdout)).toContain("1. Merge 2 open PRs");
    const base = milestone.github.bare.head("milestone/m3-test");
    expect(milestone.github.bare.git("rev-parse", "feat/m3-103-do-thing-03^")).toBe(base);
  });

  test("a closed pull request is asked about, and never reopened", async () => {
    const milestone = await during(asColleague("PATCH", "/pulls/1", { state: "closed" }));
    const { code, stdout } = await milestone.run(["m3", "--plain"], ["skip", "continue"]);
    expect(code).toBe(0);
    const lines = linesOf(stdout);
    expect(lines.slice(lines.indexOf("→ Continuing Issue #01") + 4).slice(0, 5)).toEqual([
      "🛑 PR failed",
      "Error: PR #1 was closed by somebody else",
      "retry | skip | abort",
      "> skip",
      "⏭️ Skipped Issue #01",
    ]);
    expect(await milestone.pulls()).toHaveLength(3);
    expect(milestone.plan()).toMatch(/Blocked[^]*#01[^]*closed by somebody else/);
  });

  test("a pull request that was closed and reopened continues after retry", async () => {
    const milestone = await during(asColleague("PATCH", "/pulls/1", { state: "closed" }));
    const { child, ended, output } = milestone.start(["m3", "--plain"]);
    await expect.poll(output, { timeout: 40_000 }).toContain("closed by somebody else\n\nretry");
    await milestone.github.as("other-token", "PATCH", "/repos/acme/shop/pulls/1", { state: "open" });
    child.stdin?.end("retry\ncontinue\n");
    expect((await ended).code).toBe(0);
    expect((await milestone.pulls()).map(({ state }) => state)).toEqual(["open", "open", "open"]);
  });

  test("a new title and a new base are adopted and reported", async () => {
    const retitle = asColleague("PATCH", "/pulls/1", { title: "A better title" });
    const milestone = await during(
      `${retitle} && ${asColleague("PATCH", "/pulls/1", { base: "side" })}`,
      {},
      {
        script: { implement: { write: write("a.txt"), shell: 'git push -q "$REMOTE" HEAD:refs/heads/side' } },
      },
    );
    const { code, stdout } = await milestone.run(["m3", "--plain"], ["continue"]);
    expect(code).toBe(0);
    expect(linesOf(stdout)).toContain('⚠️ PR #1 is called "A better title" now; PR #1 aims at side now');
    expect(await milestone.pulls()).toMatchObject([{ title: "A better title", base: { ref: "side" } }, {}, {}]);
  });

  test.each(["--plain", "--autonomous"])("a base changed to the default branch ends the run (%s)", async (mode) => {
    const milestone = await during(asColleague("PATCH", "/pulls/1", { base: "main" }));
    const { code, stdout } = await milestone.run(["m3", "--plain", mode], ["continue", "skip", "abort"]);
    expect(code).toBe(3);
    expect(linesOf(stdout)).toContain("Error: PR #1 aims at the protected branch main");
    expect(milestone.calls()).not.toContain("implement 03 1");
  });

  test("a comment changes nothing; requested changes are asked about once, and fixed", async () => {
    const comment = asColleague("POST", "/issues/1/comments", { body: "Nice" });
    const review = asColleague("POST", "/pulls/1/reviews", { event: "REQUEST_CHANGES", body: "Name it better" });
    const milestone = await during(
      `${comment} && ${review}`,
      {},
      { script: { fixes: [{ write: write("src/issue-01.txt", "better\n"), done: ["Named it"] }] } },
    );
    const { code, stdout } = await milestone.run(["m3", "--plain"], ["fix", "continue"]);
    expect(code).toBe(0);
    const lines = linesOf(stdout);
    expect(lines.filter((line) => line.startsWith("🛑"))).toEqual(["🛑 Code review: 1 critical issue (attempt 1/2)"]);
    expect(lines).toContain("1. Name it better");
    expect(milestone.github.bare.git("show", "feat/m3-101-do-thing-01:src/issue-01.txt")).toBe("better");
  });

  test("a deleted branch, which closes its pull request, is asked about", async () => {
    const milestone = await during(
      `git push -q "$REMOTE" :feat/m3-101-do-thing-01; ${asColleague("PATCH", "/pulls/1", { state: "closed" })}`,
    );
    const { code, stdout } = await milestone.run(["m3", "--plain"], ["abort"]);
    expect(code).toBe(3);
    expect(linesOf(stdout)).toContain("Error: PR #1 was closed by somebody else");
  });

  test("a new commit on the base is the start of the next branch", async () => {
    const milestone = await during(BASE_MOVES);
    expect((await milestone.run(["m3", "--plain"], ["continue"])).code).toBe(0);
    const base = milestone.github.bare.head("milestone/m3-test");
    expect(milestone.github.bare.git("rev-parse", "feat/m3-103-do-thing-03^")).toBe(base);
  });
});

describe("between two steps of an issue", () => {
  test("a branch deleted before its pull request is asked about, and pushed again", async () => {
    const milestone = await gitHubMilestone({ issues: [{ id: "01" }] });
    milestone.github.faults.add({
      method: "POST",
      path: /\/pulls$/,
      status: 422,
      body: { message: "Validation Failed", errors: [{ resource: "PullRequest", field: "head", code: "invalid" }] },
    });
    const { child, ended, output } = milestone.start(["m3", "--plain"]);
    await expect
      .poll(output, { timeout: 40_000 })
      .toContain("🛑 PR failed\n\nError: Creating the pull request failed: PullRequest head invalid (HTTP 422)");
    milestone.github.bare.git("update-ref", "-d", "refs/heads/feat/m3-101-do-thing-01");
    child.stdin?.end("retry\ncontinue\n");
    expect((await ended).code).toBe(0);
    expect(await milestone.pulls()).toHaveLength(1);
  });

  test("a new commit on the base that conflicts ends the wait, and a fix merges it", async () => {
    const milestone = await gitHubMilestone({
      config: { test: "true" },
      files: { "shared.txt": "one\n" },
      issues: [
        {
          id: "01",
          script: {
            implement: { write: write("shared.txt", "ours\n"), shell: BASE_MOVES },
            fixes: [{ write: write("shared.txt", "ours and theirs\n"), done: ["Kept both"] }],
          },
        },
      ],
    });
    const { code, stdout } = await milestone.run(["m3", "--plain"], ["fix", "continue"]);
    expect(code).toBe(0);
    const lines = linesOf(stdout);
    expect(lines.slice(lines.findIndex((line) => line.startsWith("🛑"))).slice(0, 3)).toEqual([
      "🛑 Merge conflict with milestone/m3-test (attempt 1/2)",
      "- shared.txt",
      "fix | skip | abort",
    ]);
    expect(milestone.github.bare.git("show", "feat/m3-101-do-thing-01:shared.txt")).toBe("ours and theirs");
    expect(milestone.github.bare.mergedTree("milestone/m3-test", "feat/m3-101-do-thing-01")).toBeDefined();
  });
});

describe("an issue that builds on another's branch", () => {
  const stacked = (shell: string, third: Turn = {}): Promise<GitHubMilestone> =>
    gitHubMilestone({
      config: { test: "true" },
      files: { "shared.txt": "one\ntwo\nthree\n" },
      issues: [
        { id: "01", script: { implement: { write: write("shared.txt", "one by 01\ntwo\nthree\n") } } },
        {
          id: "02",
          needs: "#01",
          script: {
            implement: { write: write("shared.txt", "one by 01 and 02\ntwo\nthree\n") },
            fixes: [{ write: write("shared.txt", "sorted out\n") }],
          },
        },
        { id: "03", script: { implement: { write: write("c.txt"), shell, ...third } } },
      ],
    });
  const changesOf = ({ github }: GitHubMilestone, branch: string) =>
    github.bare
      .git("diff", `milestone/m3-test...${branch}`, "--", "shared.txt")
      .split("\n")
      .filter((line) => /^[-+][^-+]/.test(line));

  test("is re-parented once the other is squash-merged, without force and without a question", async () => {
    const milestone = await stacked(merge(1));
    const { code, stdout } = await milestone.run(["m3", "--plain"], ["continue"]);
    expect(code).toBe(0);
    expect(linesOf(stdout).filter((line) => line.startsWith("🛑"))).toEqual([]);
    const branch = "feat/m3-102-do-thing-02";
    expect(changesOf(milestone, branch)).toEqual(["-one by 01", "+one by 01 and 02"]);
    expect(milestone.github.bare.git("rev-parse", `${branch}^2`)).toBe(milestone.github.bare.head("milestone/m3-test"));
    expect((await milestone.pulls())[1]?.body).not.toContain("Builds on");
    expect(milestone.calls().filter((call) => call.startsWith("review 02"))).toHaveLength(1);
  });

  test("is rebased onto the base where it was not pushed yet", async () => {
    const milestone = await gitHubMilestone({
      config: { test: "test ! -f broken" },
      files: { "shared.txt": "one\n" },
      issues: [
        { id: "01", script: { implement: { write: write("shared.txt", "one by 01\n") } } },
        {
          id: "02",
          needs: "#01",
          script: {
            implement: { write: { "shared.txt": "one by 01 and 02\n", broken: "" }, shell: merge(1) },
            fixes: [{ delete: ["broken"] }],
          },
        },
      ],
    });
    expect(linesOf((await milestone.run(["m3", "--plain"], ["abort"])).stdout)).toContain(
      "🛑 Tests failing (attempt 1/2)",
    );
    const { code, stdout } = await milestone.run(["m3", "--plain"], ["fix", "continue"]);
    expect(code).toBe(0);
    expect(linesOf(stdout)).toContain("✓ 1 PR merged since last run");
    const branch = "feat/m3-102-do-thing-02";
    expect(milestone.github.bare.git("rev-list", "--parents", "-1", branch).split(" ").slice(1)).toEqual([
      milestone.github.bare.head("milestone/m3-test"),
    ]);
    expect(changesOf(milestone, branch)).toEqual(["-one by 01", "+one by 01 and 02"]);
  });

  test("starts with the merged and the unmerged dependencies", async () => {
    const milestone = await gitHubMilestone({
      config: { test: "true" },
      issues: [
        { id: "01", script: { implement: { write: write("a.txt") } } },
        { id: "02", script: { implement: { write: write("b.txt"), shell: merge(1) } } },
        {
          id: "03",
          needs: "#01, #02",
          script: { implement: { write: write("c.txt"), shell: "test -f a.txt && test -f b.txt" } },
        },
      ],
    });
    const { code, stdout } = await milestone.run(["m3", "--plain"], ["continue"]);
    expect(code).toBe(0);
    expect(linesOf(stdout).filter((line) => line.startsWith("🛑"))).toEqual([]);
    expect(
      milestone.github.bare.git("diff", "--name-only", "milestone/m3-test...feat/m3-103-do-thing-03").split("\n"),
    ).toEqual(["b.txt", "c.txt"]);
  });

  test("is re-parented without a question where the other is merged while it is implemented", async () => {
    const milestone = await gitHubMilestone({
      config: { test: "true" },
      files: { "shared.txt": "one\n" },
      issues: [
        { id: "01", script: { implement: { write: write("shared.txt", "one by 01\n") } } },
        {
          id: "02",
          needs: "#01",
          script: { implement: { write: write("shared.txt", "one by 01 and 02\n"), shell: merge(1) } },
        },
      ],
    });
    const { code, stdout } = await milestone.run(["m3", "--plain"], ["continue"]);
    expect(code).toBe(0);
    expect(linesOf(stdout).filter((line) => line.startsWith("🛑"))).toEqual([]);
    expect(changesOf(milestone, "feat/m3-102-do-thing-02")).toEqual(["-one by 01", "+one by 01 and 02"]);
  });

  test("leads to a question where it conflicts with the base", async () => {
    const theirs = BASE_MOVES.replace("echo theirs", "echo quite another text");
    const milestone = await stacked(`${merge(1)} && ${theirs}`);
    const { code, stdout } = await milestone.run(["m3", "--plain"], ["fix", "continue"]);
    expect(linesOf(stdout).filter((line) => line.startsWith("🛑"))).toEqual([
      "🛑 Merge conflict with milestone/m3-test (attempt 1/2)",
    ]);
    expect(code).toBe(0);
    expect(changesOf(milestone, "feat/m3-102-do-thing-02")).toEqual(["-quite another text", "+sorted out"]);
  });
});
