import { existsSync, readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { testMilestone, type MilestoneOptions } from "../support/milestone.ts";

const ONE: MilestoneOptions = { issues: [{ id: "01" }] };
const table = (...rows: string[]) =>
  [
    "# M3",
    "",
    "**Milestone Branch:** milestone/m3",
    "",
    "## Phase 1: One",
    "",
    "| # | GitHub # | Issue File | Title |",
    "|---|---|---|---|",
    ...rows,
    "",
  ].join("\n");

describe("bad input gives one message with place and hint, exit code 2, and no changes:", () => {
  test.each<[string, MilestoneOptions, readonly string[], RegExp]>([
    ["an unknown milestone", ONE, ["m4", "--plain"], /m4[^]*m3/],
    ["a misspelled command", ONE, ["staus", "m3"], /"staus"[^]*status/],
    ["a second milestone", ONE, ["m3", "m4"], /Too many words: m4/],
    ["more words than a command takes", ONE, ["status", "m3", "07"], /Too many words: 07/],
    ["the log of an issue that is not in the plan", ONE, ["logs", "m3", "99"], /#99[^]*01/],
    ["an unknown flag", ONE, ["m3", "--plainly"], /--plainly/],
    ["an empty plan", { ...ONE, plan: "" }, ["m3"], /IMPLEMENTATION_PLAN\.md/],
    [
      "a plan that is not UTF-8",
      { ...ONE, plan: Buffer.from([0x23, 0x20, 0x4d, 0x0a, 0xff, 0xfe, 0x41]) },
      ["m3"],
      /IMPLEMENTATION_PLAN\.md:2[^]*UTF-8/,
    ],
    [
      "a plan of 50 MB",
      { ...ONE, plan: Buffer.alloc(50 * 1024 * 1024, "a\n") },
      ["m3"],
      /IMPLEMENTATION_PLAN\.md[^]*MB/,
    ],
    [
      "a table without a number column",
      { ...ONE, plan: "# M3\n\n## Phase 1: One\n\n| Title | File |\n|---|---|\n| A | a.md |\n" },
      ["m3"],
      /IMPLEMENTATION_PLAN\.md:5/,
    ],
    [
      "a spec outside the folder",
      { ...ONE, plan: table("| 01 | #101 | ../../../README.md | A |") },
      ["m3"],
      /IMPLEMENTATION_PLAN\.md:9[^]*README/,
    ],
    [
      "front matter that is not YAML",
      {
        ...ONE,
        files: { "docs/milestones/m3/01-issue.md": "---\ntitle: [\n---\n# A\n\n## Acceptance Criteria\n\n- [ ] a\n" },
      },
      ["m3"],
      /01-issue\.md:\d/,
    ],
    [
      "a config with a wrong type",
      { ...ONE, config: { limits: { files: "many" } } },
      ["m3"],
      /milestone\.config\.json:\d[^]*limits\.files/,
    ],
    ["a config with an unknown key", { ...ONE, config: { lintfix: "x" } }, ["m3"], /lintfix[^]*lintFix/],
    [
      "a branch name that git refuses",
      { ...ONE, plan: table("| 01 | #101 | 01-issue.md | A |").replace("milestone/m3", "milestone/m3..x") },
      ["m3"],
      /milestone\/m3\.\.x/,
    ],
    [
      "a milestone branch that is the default branch",
      { ...ONE, plan: table("| 01 | #101 | 01-issue.md | A |").replace("milestone/m3", "main") },
      ["m3"],
      /main[^]*protected/,
    ],
    [
      "a branch name of several words",
      { ...ONE, plan: table("| 01 | #101 | 01-issue.md | A |").replace("milestone/m3", "mile stone~1") },
      ["m3"],
      /mile stone~1/,
    ],
    [
      "an agent that is not installed",
      { ...ONE, config: { agent: { command: ["no-such-program"] } } },
      ["m3", "--plain"],
      /no-such-program/,
    ],
    [
      "a fallback agent that is not installed",
      { ...ONE, config: { fallbackAgent: { command: ["no-such-program"] } } },
      ["m3", "--plain"],
      /no-such-program[^]*its command in the config/,
    ],
    ["an issue to retry that is not in the plan", ONE, ["m3", "--plain", "--retry", "99"], /#99/],
    ["an unknown agent", { ...ONE, config: { agent: "nobody" } }, ["m3", "--plain"], /nobody/],
  ])("%s", async (_, options, args, message) => {
    const milestone = testMilestone(options);
    const before = milestone.git("for-each-ref");
    const { code, stdout, stderr } = await milestone.run(args);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(stdout).toBe("");
    expect(code).toBe(2);
    expect(milestone.git("for-each-ref")).toBe(before);
    expect(milestone.git("status", "--porcelain")).toBe("");
    expect(existsSync(`${milestone.root}.worktrees`)).toBe(false);
    expect(existsSync(milestone.stateDir) ? readdirSync(milestone.stateDir) : []).toEqual([]);
  });

  test.each([
    ["a detached HEAD", ["checkout", "-q", "--detach"], /detached/i],
    ["no remote", ["remote", "remove", "origin"], /remote/],
  ])("%s", async (_, change, message) => {
    const milestone = testMilestone(ONE);
    milestone.git(...change);
    const { code, stderr } = await milestone.run(["m3"]);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });

  test("a folder outside a repository, and a repository without commits", async () => {
    const milestone = testMilestone(ONE);
    const outside = await milestone.run(["m3", "-C", "/"]);
    expect(outside).toMatchObject({ code: 2, stderr: expect.stringMatching(/git/) });
    milestone.git("init", "-q", "sub");
    expect(await milestone.run(["m3", "-C", "sub"])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/commit/),
    });
  });

  test("branches that a run would refuse, all of which plan-review reports", async () => {
    const rows = "| 01 | #101 | 01-issue.md | A |";
    const plan = table(rows)
      .replace("milestone/m3", "milestone/m3..x")
      .replace("## Phase 1", "**Base Branch:** ma in\n\n## Phase 1");
    const { code, stdout } = await testMilestone({ ...ONE, plan }).run(["plan-review", "m3", "--json"]);
    expect(JSON.parse(stdout).findings.filter(({ rule }: { rule: string }) => rule === "branch-name")).toMatchObject([
      { severity: "critical", text: expect.stringContaining("milestone/m3..x") },
      { severity: "critical", text: expect.stringContaining("ma in") },
    ]);
    expect(code).toBe(3);
    const onMain = await testMilestone({ ...ONE, plan: table(rows).replace("milestone/m3", "main") }).run([
      "plan-review",
      "m3",
    ]);
    expect(onMain).toMatchObject({ code: 3, stdout: expect.stringContaining('"main" is a protected branch') });
  });

  test.each<[string, readonly string[]]>([
    ["here", ["branch", "milestone"]],
    ["on the remote", ["push", "-q", "origin", "main:refs/heads/milestone"]],
    ["beneath it on the remote", ["push", "-q", "origin", "main:refs/heads/feat/m3-101-do-thing-01/more"]],
  ])("a branch that exists %s, beside which git cannot keep one of the plan's", async (_, make) => {
    const milestone = testMilestone(ONE);
    milestone.git(...make);
    milestone
      .git("for-each-ref", "--format=delete %(refname)", "refs/remotes")
      .split("\n")
      .forEach((line) => milestone.git("update-ref", "-d", line.slice("delete ".length)));
    const { code, stderr } = await milestone.run(["m3", "--plain"]);
    expect(stderr).toMatch(/cannot exist beside branch "(milestone|feat\/m3-101-do-thing-01\/more)", which exists/);
    expect(stderr).toContain("Name another branch in the plan");
    expect(code).toBe(2);
    expect(milestone.git("ls-remote", "origin")).not.toContain("milestone/m3");
  });

  test("an issue without a log yet, which is no error", async () => {
    expect(await testMilestone(ONE).run(["logs", "m3", "1"])).toMatchObject({
      code: 0,
      stdout: "",
      stderr: "Nothing is logged for Issue #01 yet.\n",
    });
  });
});
