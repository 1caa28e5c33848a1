import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { gitHubMilestone, type GitHubMilestone } from "../support/github/milestone.ts";
import { linesOf } from "../support/milestone.ts";

const PLAN = `# M3: Users

**Milestone Branch:** milestone/m3

## Phase 1: One

| # | GitHub # | File | Title |
|---|---|---|---|
| 01 | | 01-a.md | Add login |
| 02 | | 02-b.md | Add logout |
| 03 | #40 | 03-c.md | Known already |
`;
const spec = (title: string, more = "") =>
  `---\ntitle: ${title}\nlabels: [api]\n${more}---\n\n# ${title}\n\n## Acceptance Criteria\n\n- [ ] It works\n`;
const FOLDER = "docs/milestones/m3";

function milestoneWithoutNumbers(): Promise<GitHubMilestone> {
  return gitHubMilestone({
    issues: [],
    plan: PLAN,
    files: {
      [`${FOLDER}/01-a.md`]: spec("Add login"),
      [`${FOLDER}/02-b.md`]: spec("Add logout", "github_issue:\n"),
      [`${FOLDER}/03-c.md`]: spec("Known already", "github_issue: 40\n"),
    },
  });
}

test("specs without a number get one GitHub issue each in the milestone, and the next run closes them", async () => {
  const milestone = await milestoneWithoutNumbers();
  const first = await milestone.run(["issues", "push", "m3", "--yes"]);
  expect({ code: first.code, stderr: first.stderr }).toEqual({ code: 0, stderr: "" });
  expect(linesOf(first.stdout)).toEqual([
    '2 GitHub issues in the milestone "M3: Users":',
    "  #01 Add login (01-a.md)",
    "  #02 Add logout (02-b.md)",
    expect.stringMatching(/^✓ #1 created for 01-a\.md: http/),
    expect.stringMatching(/^✓ #2 created for 02-b\.md: http/),
  ]);
  expect((await milestone.github.as("token", "GET", "/repos/acme/shop/issues/1")).body).toMatchObject({
    title: "Add login",
    milestone: { title: "M3: Users" },
    labels: [{ name: "api" }],
    body: expect.stringContaining("- [ ] It works"),
  });
  expect(readFileSync(join(milestone.root, FOLDER, "02-b.md"), "utf8")).toBe(spec("Add logout", "github_issue: 2\n"));
  expect(linesOf((await milestone.run(["issues", "push", "m3", "--yes"])).stdout)).toEqual([
    "✓ Every spec has its GitHub issue",
  ]);

  milestone.git("checkout", "-q", "--", `${FOLDER}/01-a.md`);
  expect((await milestone.run(["issues", "push", "m3", "--yes"])).stdout).toContain("✓ #1 found for 01-a.md");
  expect((await milestone.github.as("token", "GET", "/repos/acme/shop/issues?state=all")).body).toHaveLength(2);

  expect((await milestone.run(["m3", "--plain", "--autonomous"])).code).toBe(0);
  expect((await milestone.pulls())[0]).toMatchObject({
    title: "Add login (#1)",
    milestone: { title: "M3: Users" },
    body: expect.stringContaining("Closes #1\n"),
  });
});

test("without --yes and without a terminal nothing is created", async () => {
  const milestone = await milestoneWithoutNumbers();
  const { code, stdout } = await milestone.run(["issues", "push", "m3"]);
  expect(code).toBe(3);
  expect(linesOf(stdout).at(-1)).toBe("Nothing was created. Run it with --yes to create them.");
  expect(milestone.github.requests).toEqual([]);
});

test.each([
  [["issues"], {}, "issues push <milestone>"],
  [["issues", "pull", "m3"], {}, "issues push <milestone>"],
  [["issues", "push", "m3", "--yes"], { GITHUB_TOKEN: "" }, "GITHUB_TOKEN"],
  [["issues", "push", "m3", "--yes", "--forge", "local"], {}, "not on GitHub"],
])("%j is refused with a hint", async (args, environment, message) => {
  const milestone = await milestoneWithoutNumbers();
  const { code, stderr } = await milestone.run(args, [], environment);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});
