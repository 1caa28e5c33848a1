import { describe, expect, test } from "vitest";
import {
  linesBetween,
  linesOf,
  testMilestone,
  type MilestoneOptions,
  type Script,
  type TestMilestone,
} from "../support/milestone.ts";
import { until } from "../support/until.ts";

test("a conflict with the milestone branch is reported before a push, and a fix merges the base", async () => {
  const milestone = testMilestone({
    files: { "shared.txt": "one\n" },
    config: { test: "true" },
    issues: [
      { id: "01", script: { implement: { write: { "shared.txt": "one by first\n" } } } },
      {
        id: "03",
        phase: 2,
        script: {
          implement: { write: { "shared.txt": "one by third\n" }, shell: "sleep 2" },
          fixes: [{ write: { "shared.txt": "one by first and third\n" }, done: ["Kept both"] }],
        },
      },
    ],
  });
  const { child, ended } = milestone.start(["m3", "--plain"]);
  child.stdin?.write("continue\n");
  await until(() => milestone.calls().includes("implement 03 1"));
  expect((await milestone.run(["pr", "merge", "1"])).code).toBe(0);
  child.kill("SIGINT");
  await ended;

  const { stdout, code } = await milestone.run(["m3", "--plain"], ["fix", "continue"]);
  const lines = linesOf(stdout);
  expect(
    lines.slice(
      lines.findIndex((line) => line.startsWith("🛑")),
      lines.findIndex((line) => line.startsWith("🤖")),
    ),
  ).toEqual([
    "🛑 Merge conflict with milestone/m3-test (attempt 1/2)",
    "- shared.txt",
    "fix | skip | abort",
    "> fix",
    "🔧 Fixing...",
    "✓ Kept both",
    "✓ Tests passing",
    "✓ Pushed",
    "✓ PR #2 created",
  ]);
  expect(code).toBe(0);
  milestone.git("fetch", "-q", "origin");
  const branch = "feat/m3-103-do-thing-03";
  expect(milestone.git("show", `${branch}:shared.txt`)).toBe("one by first and third");
  expect(milestone.git("rev-parse", `${branch}^`)).toBe(milestone.git("rev-parse", "origin/milestone/m3-test"));
});

/** Two issues that change the same line. */
function sameLine(second: Script, more: Partial<MilestoneOptions> = {}): TestMilestone {
  return testMilestone({
    files: { "shared.txt": "one\n" },
    config: { test: "true" },
    issues: [
      { id: "01", script: { implement: { write: { "shared.txt": "first\n" } } } },
      { id: "02", script: { implement: { write: { "shared.txt": "second\n" } }, ...second } },
    ],
    ...more,
  });
}

const RESOLVED: Script = { fixes: [{ write: { "shared.txt": "first and second\n" }, done: ["Kept both"] }] };
const FIRST = "feat/m3-101-do-thing-01";
const SECOND = "feat/m3-102-do-thing-02";

describe("an issue that conflicts with an open pull request", () => {
  test("is built on it and judged again, and both are merged in order", async () => {
    const milestone = sameLine(RESOLVED);
    const { stdout, code } = await milestone.run(["m3", "--plain"], ["continue"]);
    expect(linesBetween(stdout, "⚠️ Conflicts", "→")).toEqual(["⚠️ Conflicts with PR #1 (#01) in shared.txt"]);
    expect(linesBetween(stdout, "→ Building on", "🤖")).toEqual([
      "→ Building on #01",
      "🔧 Fixing...",
      "✓ Kept both",
      "✓ Tests passing",
      "✓ Pushed",
      "✓ PR #2 created",
    ]);
    expect(code).toBe(0);
    const [second] = await milestone.pulls();
    expect(second?.body).toContain(`Builds on \`${FIRST}\`; merge that one first.`);
    expect(second?.body).toContain("It changes the same lines as issue #01, and contains that change.");
    milestone.git("fetch", "-q", "origin");
    expect(milestone.git("rev-parse", `origin/${SECOND}^`)).toBe(milestone.git("rev-parse", `origin/${FIRST}`));

    expect(await milestone.run(["pr", "merge", "1"])).toMatchObject({ code: 0 });
    expect(await milestone.run(["pr", "merge", "2"])).toMatchObject({ code: 0 });
    milestone.git("fetch", "-q", "origin");
    expect(milestone.git("show", "origin/milestone/m3-test:shared.txt")).toBe("first and second");
    expect(milestone.git("rev-list", "--count", `main..origin/milestone/m3-test`)).toBe("2");
  });

  test("is moved onto the milestone branch once that one is merged", async () => {
    const milestone = sameLine(RESOLVED);
    expect((await milestone.run(["m3", "--plain"])).code).not.toBe(null);
    await milestone.run(["pr", "merge", "1"]);
    expect((await milestone.run(["m3", "--plain"], ["continue"])).code).toBe(0);
    milestone.git("fetch", "-q", "origin");
    expect(milestone.git("diff", "--stat", "origin/milestone/m3-test", `origin/${SECOND}`)).toContain("1 insertion(+)");
    const [second] = await milestone.pulls();
    expect(second?.body).not.toContain("Builds on");
    expect(await milestone.run(["pr", "merge", "2"])).toMatchObject({ code: 0 });
  });

  test("asks where the agent cannot resolve it, and a fix goes on as if nobody had been asked", async () => {
    const milestone = sameLine({ fixes: [{ write: {} }, { write: { "shared.txt": "both\n" }, done: ["Kept both"] }] });
    const { stdout, code } = await milestone.run(["m3", "--plain"], ["fix", "continue"]);
    expect(linesBetween(stdout, "→ Building on", "🤖")).toEqual([
      "→ Building on #01",
      "🔧 Fixing...",
      "⚠️ The agent left conflict markers in shared.txt",
      `🛑 Merge conflict with ${FIRST} (attempt 1/2)`,
      "- shared.txt",
      "fix | skip | abort",
      "> fix",
      "🔧 Fixing...",
      "✓ Kept both",
      "✓ Tests passing",
      "✓ Pushed",
      "✓ PR #2 created",
    ]);
    expect(code).toBe(0);
  });

  test("is skipped by an unattended run where the agent cannot resolve it", async () => {
    const milestone = sameLine({ fixes: [{ write: {} }] });
    const { stdout } = await milestone.run(["m3", "--plain", "--autonomous"]);
    expect(linesOf(stdout)).toContain("⏭️ Skipped Issue #02");
    expect((await milestone.pulls()).map(({ branch }) => branch)).toEqual([FIRST]);
  });

  test("is labeled for a person where the one below is skipped later", async () => {
    const milestone = sameLine(RESOLVED);
    await milestone.run(["m3", "--plain"]);
    await milestone.run(["pr", "close", "1"]);
    const { stdout, code } = await milestone.run(["m3", "--plain"], ["skip", "continue"]);
    expect(linesOf(stdout)).toContain("⚠️ #02 contains the work of #01, which was skipped; it is labeled needs-human");
    expect(code).toBe(0);
    const [second] = await milestone.pulls();
    expect(second?.labels).toEqual(["needs-human"]);
    expect(second?.body).toContain("- `needs-human`: contains the work of #01, which was skipped");
  });

  test("is built on it also where the program is killed at any place in between", async () => {
    const milestone = sameLine(RESOLVED);
    for (const failpoint of [
      "issue.restacked:before",
      "issue.restacked:after",
      "commit:after-effect",
      "commit:after-result",
      "fix:after-intent",
      "fix:after-effect",
      "fix:after-result",
    ]) {
      const { code } = await milestone.run(["m3", "--plain"], [], { MILESTONE_TUI_FAILPOINT: failpoint });
      expect(code, failpoint).toBe(null);
    }
    const { stdout, code } = await milestone.run(["m3", "--plain"], ["continue"]);
    expect(linesOf(stdout).filter((line) => line.startsWith("🛑"))).toEqual([]);
    expect(code).toBe(0);
    expect(await milestone.pulls()).toHaveLength(2);
    milestone.git("fetch", "-q", "origin");
    expect(milestone.git("show", `origin/${SECOND}:shared.txt`)).toBe("first and second");
    expect(milestone.git("rev-parse", `origin/${SECOND}^`)).toBe(milestone.git("rev-parse", `origin/${FIRST}`));
  });
});

/** Resolves a conflict so that both sides remain. */
const KEEP_BOTH = "grep -v '^[<=>]' shared.txt | sort -u > kept; mv kept shared.txt";

test.each(["2", "4"])(
  "issues in %s lanes that change the same line are built on each other, in order",
  async (lanes) => {
    const ids = ["01", "02", "03"];
    const milestone = testMilestone({
      files: { "shared.txt": "one\n" },
      config: { test: "true" },
      issues: ids.map((id) => ({
        id,
        script: { implement: { write: { "shared.txt": `by ${id}\n` } }, fixes: [{ shell: KEEP_BOTH }] },
      })),
    });
    const { code, stdout } = await milestone.run(["m3", "--plain", "--lanes", lanes], ["continue"]);
    expect(linesOf(stdout).filter((line) => line.includes("🛑"))).toEqual([]);
    expect(code).toBe(0);
    milestone.git("fetch", "-q", "origin");
    const length = (branch: string) => Number(milestone.git("rev-list", "--count", `main..origin/${branch}`));
    const pulls = (await milestone.pulls()).toSorted((a, b) => length(a.branch) - length(b.branch));
    // Where the second of them came first, the two on top of it add lines at different places, and do not conflict.
    expect(pulls.map(({ branch }) => length(branch))).toSatisfy((lengths) => ["1,2,3", "1,2,2"].includes(`${lengths}`));
    for (const { number } of pulls)
      expect(await milestone.run(["pr", "merge", String(number)])).toMatchObject({ code: 0 });
    milestone.git("fetch", "-q", "origin");
    expect(milestone.git("show", "origin/milestone/m3-test:shared.txt").split("\n")).toEqual(
      ids.map((id) => `by ${id}`),
    );
  },
);
