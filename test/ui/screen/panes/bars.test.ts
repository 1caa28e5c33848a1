import { describe, expect, test } from "vitest";
import { headerLine, statusLine } from "../../../../src/ui/screen/panes/bars.ts";
import { UNICODE } from "../../../../src/ui/screen/text/glyphs.ts";
import { lineText } from "../../../../src/ui/screen/text/styled-line.ts";
import { rowsOf } from "../../../../src/ui/screen/model/rows.ts";
import { runStatus } from "../../../../src/ui/screen/model/run-status.ts";
import { NO_WAITS } from "../../../../src/ui/screen/log/waits.ts";
import type { Progress } from "../../../../src/engine/model/progress.ts";
import type { Snapshot } from "../../../../src/ui/screen/log/feed.ts";
import { asking, asks, halfWay, inLanes } from "../fixture.ts";

const header = (progress: Progress, columns: number) =>
  lineText(
    headerLine(
      progress,
      rowsOf(progress),
      { state: "running", text: "running" },
      "$1.20",
      undefined,
      0,
      columns,
      UNICODE,
    ),
  );
const titled = (title: string) =>
  header({ ...halfWay(), title }, 120)
    .slice(0, 40)
    .trimEnd();

test.each([
  ["M3: User authentication", " m3   User authentication  phase 1 of 3"],
  ["m3 — Users", " m3   Users  phase 1 of 3  #05 implement"],
  ["Users", " m3   Users  phase 1 of 3  #05 implement"],
])("for the title %j the header shows the milestone once", (title, expected) => expect(titled(title)).toBe(expected));

test.each([40, 50, 60, 80, 120, 200])(
  "at %i columns the header is exactly that wide and shows the state of the run",
  (columns) => {
    const line = header(halfWay(), columns);
    expect(line).toHaveLength(columns);
    expect(line).toContain("m3");
    expect(line).toContain("running");
  },
);

describe("the status line shows all six counts, in as many words as fit", () => {
  const counts = rowsOf(halfWay()).counts;
  const line = (columns: number, labels = counts.labels) =>
    lineText(statusLine({ ...counts, labels }, columns, UNICODE));
  const many = [
    { label: "needs-db-review", count: 2 },
    { label: "sensitive-review", count: 1 },
    { label: "needs-human", count: 1 },
  ] as const;
  const more = [...many, { label: "auto-skipped", count: 1 }, { label: "needs-dep-review", count: 1 }] as const;

  test.each([
    [120, line(120), " ✓ 2 done  ● 1 current  · 8 remaining  » 1 skipped  → 2 open PRs", "needs-db-review 1 "],
    [80, line(80), " ✓ 2 done  ● 1 now  · 8 left  » 1 skipped  → 2 PRs", "needs-db-review 1 "],
    [60, line(60), " ✓ 2 done  ● 1 now  · 8 left  » 1 skipped  → 2 PRs", "db 1 "],
    [40, line(40), " ✓ 2  ● 1  · 8  » 1  → 2", "db 1 "],
    [80, line(80, []), " ✓ 2 done  ● 1 current  · 8 remaining  » 1 skipped  → 2 open PRs", "no labels "],
    [
      120,
      line(120, many),
      " ✓ 2 done  ● 1 current  · 8 remaining  » 1 skipped  → 2 open PRs",
      "needs-db-review 2  sensitive-review 1  needs-human 1 ",
    ],
    [80, line(80, many), " ✓ 2 done  ● 1 now  · 8 left  » 1 skipped  → 2 PRs", "db 2  sensitive 1  human 1 "],
    [40, line(40, many), " ✓ 2  ● 1  · 8  » 1  → 2", "db 2  +2 "],
    [80, line(80, more), " ✓ 2 done  ● 1 now  · 8 left  » 1 skipped  → 2 PRs", "db 2  sensitive 1  +3 "],
    [60, line(60, more), " ✓ 2  ● 1  · 8  » 1  → 2", "db 2  sensitive 1  human 1  +2 "],
    [40, line(40, [{ label: "lockfile-update", count: 3 }, ...more]), " ✓ 2  ● 1  · 8  » 1  → 2", "9 labels "],
  ])("%i columns: %j", (columns, text, begins, ends) => {
    expect(text).toBe(begins + " ".repeat(columns - begins.length - ends.length) + ends);
  });

  test("on very few columns the count of done issues is dropped last", () => expect(line(12, many)).toContain("2"));
});

describe("the state of the run", () => {
  const status = (progress: Progress, stopping = false, waits: Snapshot["waits"] = NO_WAITS, watching = false) =>
    runStatus({ progress, costs: new Map(), waits, stepsSince: new Map() }, { stopping, watching }).text;
  test.each<[string, string]>([
    [status({ ...halfWay(), outline: [] }), "starting"],
    [status(halfWay()), "running"],
    [status(halfWay(asking(3))), "asks you"],
    [status(halfWay(asking(3, 7))), "2 questions"],
    [status(halfWay(), true), "stopping"],
    [
      status(
        halfWay(),
        false,
        new Map([["05", { until: "2026-03-02T10:05:00Z", reason: "rate limit", commands: ["retry"] }]]),
      ),
      "waits until 10:05:00 UTC",
    ],
    [status(halfWay([{ type: "run.ended", reason: "aborted" }])), "aborted"],
    [status(halfWay([{ type: "milestone.completed" }])), "complete"],
    [status(halfWay(asking(3)), false, undefined, true), "replay: asks you"],
  ])("%s", (text, expected) => expect(text).toBe(expected));
});

describe("with several lanes", () => {
  const wait = { until: "2026-03-02T10:05:00Z", reason: "2 pull requests wait for a merge", commands: [] };
  const status = (progress: Progress, ...waiting: readonly (string | undefined)[]) =>
    runStatus(
      { progress, costs: new Map(), waits: new Map(waiting.map((id) => [id, wait])), stepsSince: new Map() },
      { stopping: false, watching: false },
    ).text;

  test.each([
    [120, "4 at work · 4 lanes"],
    [80, "4 at work "],
    [50, "4 at work "],
  ])("at %i columns the header counts the issues at work", (columns, text) => {
    expect(header(inLanes(), columns)).toHaveLength(columns);
    expect(header(inLanes(), columns)).toContain(text);
  });

  test("the header keeps its words where one lane works on several issues, and where few are at work", () => {
    const { lanes: _, ...inOneLane } = inLanes();
    expect(header(inOneLane, 120)).toContain("4 issues at work ");
    const ends = ["02", "04", "05"].map((issue) => ({ type: "issue.done", issue }) as const);
    expect(header(inLanes(ends), 120)).toContain("#03 implement · 4 lanes");
  });

  test("the header says what the run waits for, where there is room", () => {
    const line = (columns: number) =>
      lineText(
        headerLine(
          inLanes(),
          rowsOf(inLanes()),
          { state: "running", text: "running" },
          "",
          wait.reason,
          0,
          columns,
          UNICODE,
        ),
      );
    expect(line(140)).toContain("4 lanes  2 pull requests wait for a merge");
    expect(line(80)).not.toContain("2 pull");
  });

  test.each([
    ["runs while one issue does not wait", status(inLanes(), "02", "03", undefined), "running"],
    ["waits when all do", status(inLanes(), "02", "03", "04", "05"), "waits until 10:05:00 UTC"],
    ["counts the questions", status(inLanes([asks("03", 3), asks("05", 7)]), "02"), "2 questions"],
  ])("the run %s", (_, text, expected) => expect(text).toBe(expected));
});
