import { expect, test } from "vitest";
import { linesOf, testMilestone } from "../support/milestone.ts";
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

test("a conflict with another open branch is reported, and does not stop the run", async () => {
  const milestone = testMilestone({
    files: { "shared.txt": "one\n" },
    issues: [
      { id: "01", script: { implement: { write: { "shared.txt": "first\n" } } } },
      { id: "02", script: { implement: { write: { "shared.txt": "second\n" } } } },
    ],
  });
  const { stdout, code } = await milestone.run(["m3", "--plain"], ["continue"]);
  expect(linesOf(stdout)).toContain(
    "⚠️ Conflicts with PR #1 (feat/m3-101-do-thing-01) in shared.txt: merge one, and the other will ask",
  );
  expect(code).toBe(0);
});
