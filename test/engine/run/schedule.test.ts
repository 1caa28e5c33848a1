import { describe, expect, test } from "vitest";
import { simulate } from "../../../src/engine/run/simulate.ts";
import { schedule } from "../../../src/engine/run/schedule.ts";
import { planOf, plannedIssue, progressOf, record } from "../../support/issue.ts";

const on = (...ids: string[]) => ({ dependencies: ids.map((issue) => ({ raw: `#${issue}`, issue })) });

const FREE = { name: "1", issue: undefined };
const starting = (issue: string) => ({ kind: "start", starts: [{ issue, lane: "1" }] });

describe("the next move", () => {
  const plan = planOf(
    [plannedIssue("01"), plannedIssue("02", { priority: "P0" }), plannedIssue("03", on("01"))],
    [plannedIssue("04", on("03"))],
  );

  test.each([
    ["P0 comes before P1", progressOf([]), starting("02")],
    ["an issue under way goes on", progressOf([record("01")]), starting("01")],
    ["then plan order", progressOf([record("02", { state: "done" })]), starting("01")],
    [
      "a skipped dependency skips its dependents",
      progressOf([record("02", { state: "done" }), record("01", { state: "skipped" })]),
      { kind: "skip", issue: "03", reason: "depends on skipped #01" },
    ],
    [
      "a phase that is through asks",
      progressOf(
        ["01", "02", "03"].map((id) => record(id, { state: "done" })),
        { phases: { 1: "running" } },
      ),
      { kind: "boundary", phase: 1 },
    ],
    [
      "an approved phase makes way for the next",
      progressOf(
        ["01", "02", "03"].map((id) => record(id, { state: "done" })),
        { phases: { 1: "approved" } },
      ),
      starting("04"),
    ],
    [
      "a skipped phase is skipped issue by issue",
      progressOf(
        ["01", "02", "03"].map((id) => record(id, { state: "done" })),
        { phases: { 1: "approved", 2: "skipped" } },
      ),
      { kind: "skip", issue: "04", reason: "Phase 2 skipped" },
    ],
    [
      "nothing is left",
      progressOf(
        ["01", "02", "03", "04"].map((id) => record(id, { state: "done" })),
        { phases: { 1: "approved", 2: "approved" } },
      ),
      { kind: "complete" },
    ],
  ])("%s", (_, progress, move) => {
    expect(schedule(plan, progress, [FREE])).toEqual(move);
  });

  test("an approved cycle is started in plan order instead of waiting for ever", () => {
    const cyclic = planOf([plannedIssue("04", on("06")), plannedIssue("06", on("04"))]);
    expect(schedule(cyclic, progressOf([]), [FREE])).toEqual(starting("04"));
  });

  test("what would follow is the same decision, again and again", () => {
    expect(simulate(plan, progressOf([])).map((move) => ("issue" in move ? move.issue : move.kind))).toEqual([
      "02",
      "01",
      "03",
      "boundary",
      "04",
      "boundary",
      "complete",
    ]);
  });
});

describe("with several lanes", () => {
  const plan = planOf(
    [plannedIssue("01"), plannedIssue("02"), plannedIssue("03", on("01")), plannedIssue("04", { priority: "P0" })],
    [plannedIssue("05")],
  );
  const lanes = (...issues: (string | undefined)[]) => issues.map((issue, index) => ({ name: `${index + 1}`, issue }));
  const active = (...ids: string[]) => ids.map((id) => record(id));
  const done = (...ids: string[]) => ids.map((id) => record(id, { state: "done" }));

  test.each([
    [
      "free lanes start what is ready, by priority and plan order",
      progressOf([]),
      lanes(undefined, undefined, undefined),
      {
        kind: "start",
        starts: [
          { issue: "04", lane: "1" },
          { issue: "01", lane: "2" },
          { issue: "02", lane: "3" },
        ],
      },
    ],
    [
      "an issue that is at work is not started again",
      progressOf(active("04")),
      lanes("04", undefined),
      { kind: "start", starts: [{ issue: "01", lane: "2" }] },
    ],
    [
      "interrupted issues come first",
      progressOf(active("01", "02")),
      lanes(undefined, undefined),
      {
        kind: "start",
        starts: [
          { issue: "01", lane: "1" },
          { issue: "02", lane: "2" },
        ],
      },
    ],
    ["with no lane free, it waits", progressOf(active("04", "01")), lanes("04", "01"), { kind: "wait" }],
    [
      "an issue waits for its dependency, though a lane is free",
      progressOf([...done("04", "02"), ...active("01")]),
      lanes("01", undefined),
      { kind: "wait" },
    ],
    [
      "a phase is not closed while an issue of it is at work",
      progressOf([...done("01", "02", "04"), ...active("03")]),
      lanes("03", undefined),
      { kind: "wait" },
    ],
    [
      "a phase is closed once its last issue has ended",
      progressOf(done("01", "02", "03", "04")),
      lanes(undefined, undefined),
      { kind: "boundary", phase: 1 },
    ],
    [
      "a boundary waits for a reopened issue of an earlier phase",
      progressOf([...done("02", "03", "04", "05"), ...active("01")], { phases: { 1: "approved" } }),
      lanes("01", undefined),
      { kind: "wait" },
    ],
    ["with its only lane at work, it skips nothing", progressOf(active("04")), lanes("04"), { kind: "wait" }],
    [
      "an issue whose start is not recorded yet is not started twice",
      progressOf([]),
      lanes("04", undefined),
      { kind: "start", starts: [{ issue: "01", lane: "2" }] },
    ],
    [
      "the milestone is complete once the last lane is free",
      progressOf(done("01", "02", "03", "04", "05"), { phases: { 1: "approved", 2: "approved" } }),
      lanes(undefined, undefined),
      { kind: "complete" },
    ],
  ])("%s", (_, progress, states, decision) => {
    expect(schedule(plan, progress, states)).toEqual(decision);
  });
});
