import { expect, test } from "vitest";
import { plannedSchedule } from "../../../src/engine/run/scheduling/planned-schedule.ts";
import { simulate } from "../../../src/engine/run/scheduling/simulate.ts";
import { planReport, planReportLines } from "../../../src/ui/reports/plan-report.ts";
import { planOf, plannedIssue, progressOf, record } from "../../support/issue.ts";

const on = (...ids: string[]) => ({ dependencies: ids.map((issue) => ({ raw: `#${issue}`, issue })) });

const plan = {
  ...planOf(
    [
      plannedIssue("01"),
      plannedIssue("02", { priority: "P2" }),
      plannedIssue("03", on("01")),
      plannedIssue("04", on("05")),
      plannedIssue("05"),
    ],
    [plannedIssue("06", { title: "Red\u001b[31m", dependencies: [{ raw: "the API", issue: undefined }] })],
    [],
  ),
};

const pull = { number: 7, title: "", state: "open" } as const;
const progress = progressOf(
  [
    record("01", { state: "done", pull }),
    record("02"),
    record("05", { state: "skipped", skipped: { reason: "GPL", stop: "license" } }),
  ],
  { phases: { 1: "running" } },
);

const problem = {
  rule: "front-matter",
  severity: "critical",
  file: "06-x.md",
  line: 2,
  text: "Malformed",
  fix: "Fix it.",
} as const;

test("a plan with saved state, in the order in which the run goes on", () => {
  const schedule = plannedSchedule(plan, simulate(plan, progress), 1);
  expect(planReportLines(plan, planReport(plan, progress, schedule, [problem]))).toEqual([
    "Milestone: m3 — M3",
    "Branch: milestone/m3",
    "Base branch: main",
    "",
    "Phase 1: P1 (running)",
    "  #01 Title 01 (#101) [P1] · done · PR #7 open",
    "  #05 Title 05 (#105) [P1] · skipped: GPL",
    "  #02 Title 02 (#102) [P2] · in progress",
    "  #03 Title 03 (#103) [P1] · after #01",
    "  #04 Title 04 (#104) [P1] · after #05 · would be skipped: depends on skipped #05",
    "",
    "Phase 2: P2",
    "  #06 Red\\x1b[31m (#106) [P1] · after the API",
    "",
    "Phase 3: P3",
    "  no issues",
    "",
    "What could not be read:",
    "  06-x.md:2: Malformed",
  ]);
});

test("with several lanes, the schedule as well", () => {
  const schedule = plannedSchedule(plan, simulate(plan, progress, 2), 2);
  const report = planReport(plan, progress, schedule, []);
  expect(planReportLines(plan, report)).toContain("Schedule with 2 lanes: as long as 2 issues, instead of 3");
  expect(report.phases[0]?.issues[0]).toMatchObject({
    id: "01",
    state: "done",
    branch: expect.stringContaining("101"),
  });
});
