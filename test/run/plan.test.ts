// What a run would do, from the commands that only look: `plan`, `plan-review` and `--dry-run`.
import { expect, test } from "vitest";
import { linesBetween, testMilestone } from "../support/milestone.ts";

const spec = (id: string, files: string) => `---
title: Do thing ${id}
github_issue: ${100 + Number(id)}
---

**Files:** ${files}

## Done Definition

The thing is there and tests show it.

## Test Expectations

- Unit and integration tests

## Acceptance Criteria

- [ ] It works
`;

const milestone = () =>
  testMilestone({
    issues: [
      { id: "01" },
      { id: "02" },
      { id: "03" },
      { id: "04", needs: "#03" },
      { id: "05", phase: 2, priority: "P0" },
    ],
    files: {
      "docs/milestones/m3/01-issue.md": spec("01", "`src/a.ts`, README.md"),
      "docs/milestones/m3/03-issue.md": spec("03", "src/"),
    },
  });

const picture = [
  "Schedule with 2 lanes: as long as 3 issues, instead of 5",
  "          Phase 1         Phase 2",
  "  lane 1  #03 ─── #01 ─── #05 ───",
  "  lane 2  #02 ─── #04 ───",
  "Likely to touch the same files, and kept apart while something else can start:",
  "  #01 and #03 both touch src/a.ts",
];

test("`plan` prints the order, the schedule and what is kept apart, and changes nothing", async () => {
  const { run, git } = milestone();
  const { code, stdout, stderr } = await run(["plan", "m3", "--lanes", "2"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(linesBetween(stdout, "Milestone: m3", undefined)).toEqual([
    "Milestone: m3 — M3",
    "Branch: milestone/m3-test",
    "Base branch: main",
    "Phase 1: Part 1",
    "  #03 Do thing 03 (#103) [P1]",
    "  #02 Do thing 02 (#102) [P1]",
    "  #01 Do thing 01 (#101) [P1]",
    "  #04 Do thing 04 (#104) [P1] · after #03",
    "Phase 2: Part 2",
    "  #05 Do thing 05 (#105) [P0]",
    ...picture,
  ]);
  expect(git("status", "--porcelain")).toBe("");

  const { phases, schedule } = JSON.parse((await run(["plan", "m3", "--json"])).stdout);
  expect(phases[0].issues[0]).toMatchObject({ id: "01", files: ["README.md", "src/a.ts"] });
  expect(schedule).toMatchObject({ lanes: 1, conflicts: [{ issues: ["01", "03"], files: ["src/a.ts"] }] });
});

test("`plan-review` and `--dry-run` show the schedule, but not with one lane", async () => {
  const { run } = milestone();
  const review = await run(["plan-review", "m3", "--lanes", "2"]);
  expect(linesBetween(review.stdout, "Schedule", "Verdict")).toEqual(picture);
  const json = JSON.parse((await run(["plan-review", "m3", "--lanes", "2", "--json"])).stdout);
  expect(json.schedule.issues).toContainEqual({ issue: "04", lane: "2", start: 1, end: 2 });
  expect(JSON.parse((await run(["plan-review", "m3", "--json"])).stdout)).not.toHaveProperty("schedule");

  const dry = await run(["m3", "--dry-run", "--lanes", "2"]);
  expect(dry.stdout).toContain("Next: Issue #03: Do thing 03 (#103); Issue #02: Do thing 02 (#102)\n");
  expect(linesBetween(dry.stdout, "Schedule", "Stops")).toEqual(picture);
  const one = await run(["m3", "--dry-run"]);
  expect(one.stdout).toContain("Next: Issue #01: Do thing 01 (#101)\n");
  expect(one.stdout + (await run(["plan-review", "m3"])).stdout).not.toContain("Schedule");
});

test("`plan` refuses a wrong number of lanes, and no milestone", async () => {
  const { run } = milestone();
  expect(await run(["plan", "m3", "--lanes", "0"])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("1 to 64"),
  });
  expect(await run(["plan"])).toMatchObject({ code: 2, stderr: expect.stringContaining("milestone-tui plan m3") });
});
