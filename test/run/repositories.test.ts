import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { testMilestone, type TestMilestone } from "../support/milestone.ts";

const has = (program: string) => spawnSync(program, ["version"]).error === undefined;
const ISSUES = [
  { id: "01", title: "Add a thing" },
  { id: "02", title: "Add another", needs: "#01" },
];

describe("a repository without a config for its tests", () => {
  test("in JavaScript uses the tests of package.json", async () => {
    await completes(
      testMilestone({
        issues: ISSUES,
        files: {
          "package.json": JSON.stringify({ name: "x", type: "module", scripts: { test: "node --test" } }),
          "test/a.test.js": 'import test from "node:test";\ntest("a", () => {});\ntest("b", () => {});\n',
        },
      }),
      "✓ Tests: 2 passed",
    );
  });

  test("in Python uses unittest", async () => {
    await completes(
      testMilestone({
        issues: ISSUES,
        files: {
          "pyproject.toml": '[project]\nname = "x"\nversion = "1"\n',
          "tests/__init__.py": "",
          "tests/test_a.py":
            "import unittest\n\n\nclass A(unittest.TestCase):\n    def test_a(self):\n        self.assertEqual(1, 1)\n",
        },
      }),
      "✓ Tests: 1 passed",
    );
  });

  test.skipIf(!has("go"))("in Go uses go test (skipped without Go)", async () => {
    await completes(
      testMilestone({
        issues: ISSUES,
        files: {
          "go.mod": "module x\n\ngo 1.20\n",
          "a_test.go": 'package x\n\nimport "testing"\n\nfunc TestA(t *testing.T) {}\n',
        },
      }),
      "✓ Tests: 1 passed",
    );
  });
});

async function completes(milestone: TestMilestone, tests: string): Promise<void> {
  milestone.write({ "notes.txt": "not committed\n", "README.md": "# Test\n\nedited\n" });
  const plan = milestone.plan();
  const { code, stdout, stderr } = await milestone.run(["m3", "--plain"], ["continue"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout.split("\n").filter((line) => line === tests)).toHaveLength(2);

  for (const [branch, parent] of [
    ["feat/m3-101-add-a-thing", "main"],
    ["feat/m3-102-add-another", "feat/m3-101-add-a-thing"],
  ]) {
    expect(milestone.git("log", "--format=%s", `${parent}..${branch}`).split("\n")).toHaveLength(1);
    const changed = milestone.git("diff", "--name-only", `${parent}..${branch}`).split("\n");
    expect(changed).toHaveLength(1);
  }
  expect(await milestone.pulls()).toMatchObject([
    { number: 2, state: "open" },
    { number: 1, state: "open" },
  ]);
  expect(milestone.git("log", "--format=%s", "-1", "feat/m3-101-add-a-thing")).toBe("feat(m3): Add a thing (#101)");
  expect(milestone.git("log", "--format=%b", "-1", "feat/m3-101-add-a-thing")).toContain("Closes #101");

  // The user's checkout has not changed, except for the plan's tracking.
  expect(milestone.git("status", "--porcelain")).toBe(
    " M README.md\n M docs/milestones/m3/IMPLEMENTATION_PLAN.md\n?? notes.txt",
  );
  expect(milestone.git("branch", "--show-current")).toBe("main");
  expect(readFileSync(join(milestone.root, "notes.txt"), "utf8")).toBe("not committed\n");
  for (const line of plan.split("\n").filter((text) => text !== "" && !text.startsWith("| 0")))
    expect(milestone.plan()).toContain(line);
  expect(milestone.plan()).toMatch(/Completed Issues[^]*#01[^]*#02/);
}
