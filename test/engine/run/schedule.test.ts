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

  test("an approved cycle is taken up in plan order instead of waiting for ever", () => {
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
