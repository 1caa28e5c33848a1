import { describe, expect, test } from "vitest";
import type { Progress } from "../../../src/engine/model/progress.ts";
import { simulate } from "../../../src/engine/run/scheduling/simulate.ts";
import { schedule, type LaneState, type ScheduleOptions } from "../../../src/engine/run/schedule.ts";
import { planOf, plannedIssue, progressOf, record } from "../../support/issue.ts";

const on = (...ids: string[]) => ({ dependencies: ids.map((issue) => ({ raw: `#${issue}`, issue })) });

const FREE = { name: "1", issue: undefined };
const starting = (issue: string) => ({ kind: "start", starts: [{ issue, lane: "1" }] });

const lanes = (...issues: (string | undefined)[]) => issues.map((issue, index) => ({ name: `${index + 1}`, issue }));
const active = (...ids: string[]) => ids.map((id) => record(id));
const done = (...ids: string[]) => ids.map((id) => record(id, { state: "done" }));
const touching = (id: string, ...paths: string[]) => {
  const planned = plannedIssue(id);
  return plannedIssue(id, { spec: planned.spec && { ...planned.spec, text: `Files: ${paths.join(", ")}\n` } });
};

/** The decision in short: `01 in 1, 02 in 2`, `wait`, `wait for open-pulls`, `boundary 1`. */
function short(...[plan, progress, states, options]: Parameters<typeof schedule>): string {
  const decision = schedule(plan, progress, states, options);
  switch (decision.kind) {
    case "start":
      return decision.starts.map(({ issue, lane }) => `${issue} in ${lane}`).join(", ");
    case "wait":
      return decision.for === undefined ? "wait" : `wait for ${decision.for}`;
    case "boundary":
      return `boundary ${decision.phase}`;
    default:
      return decision.kind;
  }
}

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

describe("the order of issues", () => {
  // 05 waits for 04, which waits for 03; nothing waits for 01 and 02.
  const plan = planOf([
    plannedIssue("01"),
    plannedIssue("02", { priority: "P0" }),
    plannedIssue("03"),
    plannedIssue("04", on("03")),
    plannedIssue("05", on("04")),
  ]);

  test("within a priority, what the longest chain waits for comes first, with several lanes", () => {
    expect(short(plan, progressOf([]), lanes(undefined, undefined))).toBe("02 in 1, 03 in 2");
    expect(short(plan, progressOf(done("02")), lanes(undefined))).toBe("01 in 1");
  });

  test("issues that have ended wait for nothing", () => {
    const retried = progressOf([...done("02", "05"), record("04", { state: "skipped" })]);
    expect(short(plan, retried, lanes(undefined, "02"))).toBe("01 in 1");
  });

  test("no issue waits for a wave to end, only for what it depends on", () => {
    expect(short(plan, progressOf([...done("02", "03"), ...active("01")]), lanes("01", undefined))).toBe("04 in 2");
  });
});

describe("issues that are likely to touch the same files", () => {
  const plan = planOf([touching("01", "src/a.ts"), touching("02", "src/"), plannedIssue("03"), touching("04", "db/")]);

  test.each<[string, Progress, readonly LaneState[], ScheduleOptions, string]>([
    ["do not start together", progressOf([]), lanes(undefined, undefined), {}, "01 in 1, 03 in 2"],
    ["nor beside one at work", progressOf(active("01")), lanes("01", undefined), {}, "03 in 2"],
    [
      "nor beside one at work without a lane",
      progressOf(active("01")),
      lanes(undefined, undefined),
      { withoutLane: new Set(["01"]) },
      "03 in 1, 04 in 2",
    ],
    [
      "but do when nothing else can start",
      progressOf(done("03", "04")),
      lanes(undefined, undefined),
      {},
      "01 in 1, 02 in 2",
    ],
    [
      "and are started in the order of the plan in one lane",
      progressOf(done("01")),
      lanes(undefined),
      { withoutLane: new Set(["01"]) },
      "02 in 1",
    ],
    [
      "as the change of the one at work shows so far",
      progressOf([...done("01", "02"), record("03", { change: { files: ["db/schema.sql"], lines: 3 } })]),
      lanes("03", undefined),
      {},
      "05 in 2",
    ],
  ])("%s", (_, progress, states, options, decision) => {
    const more = planOf([...plan.issues.values(), plannedIssue("05")]);
    expect(short(decision.includes("05") ? more : plan, progress, states, options)).toBe(decision);
  });
});

describe("issues at work without a lane", () => {
  const plan = planOf([plannedIssue("01"), plannedIssue("02", on("01"))], [plannedIssue("03")]);
  const without = { withoutLane: new Set(["01"]) };

  test.each<[string, Progress, string]>([
    ["are not interrupted, and others wait for them", progressOf(active("01")), "wait"],
    ["keep a phase from ending", progressOf([...active("01"), ...done("02")]), "wait"],
    [
      "keep the milestone from ending",
      progressOf([...active("01"), ...done("02", "03")], { phases: { 1: "approved", 2: "approved" } }),
      "wait",
    ],
    [
      "of an earlier phase let others start",
      progressOf([...active("01"), ...done("02")], { phases: { 1: "approved" } }),
      "03 in 1",
    ],
  ])("%s", (_, progress, decision) => expect(short(plan, progress, lanes(undefined), without)).toBe(decision));
});

describe("a reopened issue of an earlier phase", () => {
  const plan = planOf([plannedIssue("01")], [plannedIssue("02", on("01")), plannedIssue("03")]);
  const phases = { 1: "approved", 2: "running" } as const;

  test("goes on beside the issues of the phase that runs", () => {
    expect(short(plan, progressOf(active("01", "03"), { phases }), lanes("03", undefined))).toBe("01 in 2");
  });

  test("is waited for by those that depend on it, though nothing of their own phase is at work", () => {
    expect(short(plan, progressOf([...active("01"), ...done("03")], { phases }), lanes("01", undefined))).toBe("wait");
  });
});

describe("the limit of open pull requests", () => {
  const plan = planOf([plannedIssue("01"), plannedIssue("02"), plannedIssue("03"), plannedIssue("04")]);
  const pull = (state: "open" | "merged") => ({ pull: { number: 1, title: "", state } });
  const open = record("01", { state: "done", ...pull("open") });

  test.each<[string, Progress, readonly LaneState[], string]>([
    ["holds back new issues", progressOf([open, ...active("02")]), lanes("02", undefined), "wait for open-pulls"],
    [
      "also when nothing is at work",
      progressOf([open, record("02", { state: "done", ...pull("open") })]),
      lanes(undefined),
      "wait for open-pulls",
    ],
    ["lets as many start as still may", progressOf([open]), lanes(undefined, undefined), "02 in 1"],
    [
      "does not count what is merged or skipped",
      progressOf([
        record("01", { state: "done", ...pull("merged") }),
        record("02", { state: "skipped", ...pull("open") }),
      ]),
      lanes(undefined, undefined),
      "03 in 1, 04 in 2",
    ],
    ["lets interrupted issues go on", progressOf([open, ...active("02", "03")]), lanes(undefined), "02 in 1"],
    [
      "counts an issue whose start is not recorded yet",
      progressOf([open]),
      lanes("02", undefined),
      "wait for open-pulls",
    ],
    [
      "is not the reason where a dependency is",
      progressOf([open, ...active("02"), ...done("03", "04")]),
      lanes("02", undefined),
      "wait",
    ],
  ])("%s", (_, progress, states, decision) => {
    expect(short(plan, progress, states, { openPulls: 2 })).toBe(decision);
  });
});

describe("an interrupted issue", () => {
  const plan = planOf([plannedIssue("01"), plannedIssue("02"), plannedIssue("03"), plannedIssue("04")]);
  const free = (...names: string[]) => names.map((name) => ({ name, path: `/w/${name}`, issue: undefined }));
  const inLane = (id: string, lane: string, more = {}) =>
    record(id, { worktree: `/w/${lane}`, finished: ["worktree", "implement"], ...more });
  const committed = { finished: ["worktree", "implement", "commit"] };

  test.each<[string, Progress, readonly LaneState[], string]>([
    [
      "goes to the lane that has its uncommitted work",
      progressOf([inLane("01", "2"), inLane("02", "1")]),
      free("1", "2"),
      "01 in 2, 02 in 1",
    ],
    [
      "that has none goes to a lane without any",
      progressOf([...active("01"), inLane("02", "1")]),
      free("1", "2", "3"),
      "01 in 2, 02 in 1",
    ],
    ["waits where lanes are fewer", progressOf([inLane("01", "2"), inLane("02", "1")]), free("1"), "02 in 1"],
    ["goes to another lane where its own is gone", progressOf([inLane("01", "3")]), free("1", "2"), "01 in 1"],
    [
      "whose work is committed leaves the lane to the one that is at work in it",
      progressOf([inLane("01", "1", committed), inLane("02", "1")]),
      free("1", "2"),
      "01 in 2, 02 in 1",
    ],
    [
      "has, in one lane, its turn in plan order",
      progressOf([inLane("01", "1", committed), inLane("02", "1", committed)]),
      free("1"),
      "01 in 1",
    ],
  ])("%s", (_, progress, states, decision) => expect(short(plan, progress, states)).toBe(decision));
});
