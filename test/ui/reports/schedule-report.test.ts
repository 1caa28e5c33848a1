import { expect, test } from "vitest";
import type { PlannedSchedule } from "../../../src/engine/model/planned-schedule.ts";
import { schedulePicture } from "../../../src/ui/reports/schedule-picture.ts";
import { scheduleLines } from "../../../src/ui/reports/schedule-report.ts";
import { planOf, plannedIssue } from "../../support/issue.ts";

const plannedIssues = (...ids: string[]) => ids.map((id) => plannedIssue(id));

/** Reads `01 1 0`: #01 in lane 1 from 0 to 1. A fourth word is the end. */
const scheduled = (...rows: string[]) =>
  rows.map((row) => {
    const [issue = "", lane = "", start = "", end = `${Number(start) + 1}`] = row.split(" ");
    return { issue, lane, start: Number(start), end: Number(end) };
  });

const twelve = planOf(
  plannedIssues("01", "02", "03", "04", "05", "06"),
  plannedIssues("07", "08", "09", "10", "11", "12"),
);

const schedule: PlannedSchedule = {
  lanes: 4,
  skips: [],
  issues: scheduled(
    "02 1 0",
    "01 2 0",
    "04 3 0",
    "03 1 1",
    "06 2 1",
    "05 1 2",
    "07 1 3",
    "08 2 3",
    "09 3 3",
    "10 4 3",
    "11 1 4",
    "12 2 4",
  ),
  conflicts: [
    { issues: ["04", "06"], files: ["src/a.ts"] },
    { issues: ["07", "08", "11"], files: ["src/a.ts", "src/b.ts", "src/c\u001b.ts", "src/d.ts"] },
    { issues: ["09", "10"], files: ["db/"] },
  ],
};

test("12 issues in 4 lanes", () => {
  expect(scheduleLines(twelve, schedule)).toEqual([
    "Schedule with 4 lanes: as long as 5 issues, instead of 12",
    "",
    "          Phase 1                 Phase 2",
    "  lane 1  #02 ─── #03 ─── #05 ─── #07 ─── #11 ───",
    "  lane 2  #01 ─── #06 ───         #08 ─── #12 ───",
    "  lane 3  #04 ───                 #09 ───",
    "  lane 4                          #10 ───",
    "",
    "Likely to touch the same files, and kept apart while something else can start:",
    "",
    "  #04 and #06 both touch src/a.ts",
    "  #07, #08 and #11 all touch src/a.ts, src/b.ts, src/c\\x1b.ts and 1 more" +
      " (#07 and #08 start all the same: nothing else can)",
    "  #09 and #10 both touch db/ (they start all the same: nothing else can)",
  ]);
});

test("what is too wide goes on below, within 80 columns", () => {
  const ids = Array.from({ length: 60 }, (_, index) => `${index + 1}`.padStart(2, "0"));
  const plan = planOf(plannedIssues(...ids.slice(0, 40)), plannedIssues(...ids.slice(40)));
  const picture = schedulePicture(
    plan,
    scheduled(...ids.map((id, index) => `${id} ${(index % 4) + 1} ${Math.floor(index / 4)}`)),
  );
  expect(picture).toEqual([
    "          Phase 1",
    "  lane 1  #01 ─── #05 ─── #09 ─── #13 ─── #17 ─── #21 ─── #25 ─── #29 ───",
    "  lane 2  #02 ─── #06 ─── #10 ─── #14 ─── #18 ─── #22 ─── #26 ─── #30 ───",
    "  lane 3  #03 ─── #07 ─── #11 ─── #15 ─── #19 ─── #23 ─── #27 ─── #31 ───",
    "  lane 4  #04 ─── #08 ─── #12 ─── #16 ─── #20 ─── #24 ─── #28 ─── #32 ───",
    "",
    "          Phase 1         Phase 2",
    "  lane 1  #33 ─── #37 ─── #41 ─── #45 ─── #49 ─── #53 ─── #57 ───",
    "  lane 2  #34 ─── #38 ─── #42 ─── #46 ─── #50 ─── #54 ─── #58 ───",
    "  lane 3  #35 ─── #39 ─── #43 ─── #47 ─── #51 ─── #55 ─── #59 ───",
    "  lane 4  #36 ─── #40 ─── #44 ─── #48 ─── #52 ─── #56 ─── #60 ───",
  ]);
});

test("issues of different length, and of an earlier phase beside the current one", () => {
  expect(schedulePicture(twelve, scheduled("01 2 0 2", "07 10 0 0.5", "08 10 0.5 3"))).toEqual([
    "           Phase 1 Phase 2",
    "  lane 2   #01 ───────────",
    "  lane 10  #07 #08 ───────────────",
  ]);
});

test("lanes without work are counted, and with one lane only the conflicts are shown", () => {
  const issues = scheduled("01 1 0", "02 2 0");
  expect(scheduleLines(twelve, { ...schedule, issues, lanes: 3, conflicts: [] }).at(-1)).toBe(
    "1 lane would have nothing to do",
  );
  expect(scheduleLines(twelve, { ...schedule, lanes: 1, conflicts: schedule.conflicts.slice(0, 1) })).toEqual([
    "Likely to touch the same files, and kept apart with several lanes:",
    "",
    "  #04 and #06 both touch src/a.ts",
  ]);
  expect(scheduleLines(twelve, { lanes: 4, issues: [], skips: [], conflicts: [] })).toEqual([]);
});

test("of many conflicts, the first are shown", () => {
  const conflicts = Array.from({ length: 15 }, (_, index) => ({ issues: ["01", "03"], files: [`src/${index}.ts`] }));
  expect(scheduleLines(twelve, { ...schedule, conflicts }).at(-1)).toBe("  and 3 more");
});
