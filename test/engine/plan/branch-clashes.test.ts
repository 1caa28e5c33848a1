import { expect, test } from "vitest";
import { clashesInPlan, clashesWith } from "../../../src/engine/plan/branch-clashes.ts";
import { plannedIssue, planOf } from "../../support/issue.ts";

const planWith = (milestoneBranch: string, ...branches: readonly (string | undefined)[]) => ({
  ...planOf([branches.map((branch, index) => plannedIssue(`0${index + 1}`, { branch, line: 11 + index }))].flat()),
  milestoneBranch,
  milestoneBranchLine: 3,
});

test.each<[string, ReturnType<typeof planWith>, readonly { line: number; text: string }[]]>([
  ["no two branches lie beneath each other", planWith("milestone/m3", "feat/a", "feat/ab", "feat/a-b/c"), []],
  [
    "an issue's branch lies beneath the milestone branch",
    planWith("milestone/m3", "milestone/m3/01"),
    [
      {
        line: 11,
        text:
          'The branch of Issue #01 "milestone/m3/01" cannot exist beside the milestone branch "milestone/m3" ' +
          "(line 3)",
      },
    ],
  ],
  [
    "the milestone branch lies beneath an issue's branch",
    planWith("feat/m3/all", "feat/m3"),
    [
      {
        line: 3,
        text: 'The milestone branch "feat/m3/all" cannot exist beside the branch of Issue #01 "feat/m3" (line 11)',
      },
    ],
  ],
  [
    "an issue's branch lies beneath another one's",
    planWith("milestone/m3", "feat", "feat/a"),
    [
      {
        line: 12,
        text: 'The branch of Issue #02 "feat/a" cannot exist beside the branch of Issue #01 "feat" (line 11)',
      },
    ],
  ],
  [
    "the milestone branch is above the names that issues get",
    planWith("feat", undefined),
    [
      {
        line: 11,
        text: 'The branch of Issue #01 "feat/m3-101-title-01" cannot exist beside the milestone branch "feat" (line 3)',
      },
    ],
  ],
])("within a plan: %s", (_, plan, found) => {
  expect(clashesInPlan(plan)).toMatchObject(found);
});

test("with branches that exist, above and beneath", () => {
  const plan = planWith("milestone/m3", "feat/a", "feat/b");
  expect(
    clashesWith(plan, [
      { name: "milestone", on: "here" },
      { name: "feat/a", on: "here" },
      { name: "feat/ab", on: "here" },
      { name: "feat/b/old", on: "origin", remedy: "git fetch --prune origin" },
    ]),
  ).toMatchObject([
    { line: 3, text: 'The milestone branch "milestone/m3" cannot exist beside branch "milestone", which exists here' },
    {
      line: 12,
      text: 'The branch of Issue #02 "feat/b" cannot exist beside branch "feat/b/old", which exists on origin',
      fix: expect.stringMatching(/If it is not needed any more: git fetch --prune origin$/) as string,
    },
  ]);
});
