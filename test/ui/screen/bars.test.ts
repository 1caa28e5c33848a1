import { describe, expect, test } from "vitest";
import { headerLine, statusLine } from "../../../src/ui/screen/bars.ts";
import { UNICODE } from "../../../src/ui/screen/glyphs.ts";
import { lineText } from "../../../src/ui/screen/line.ts";
import { rowsOf } from "../../../src/ui/screen/rows.ts";
import { runStatus } from "../../../src/ui/screen/run-status.ts";
import type { Progress } from "../../../src/engine/progress.ts";
import { asking, halfWay } from "./fixture.ts";

const header = (progress: Progress, columns: number) =>
  lineText(headerLine(progress, rowsOf(progress), { state: "running", text: "running" }, "$1.20", 0, columns, UNICODE));
const titled = (title: string) => header({ ...halfWay(), title }, 120).slice(0, 40).trimEnd();

test.each([
  ["M3: User authentication", " m3   User authentication  phase 1 of 3"],
  ["m3 — Users", " m3   Users  phase 1 of 3  #05 implement"],
  ["Users", " m3   Users  phase 1 of 3  #05 implement"],
])("the title %j does not say the milestone twice", (title, expected) => expect(titled(title)).toBe(expected));

test.each([40, 50, 60, 80, 120, 200])("at %i columns the header is that wide and says what the run does", (columns) => {
  const line = header(halfWay(), columns);
  expect(line).toHaveLength(columns);
  expect(line).toContain("m3");
  expect(line).toContain("running");
});

test("of the status line the labels give way first, what is done never", () => {
  const line = (columns: number) => lineText(statusLine(rowsOf(halfWay()).counts, columns, UNICODE));
  expect(line(120)).toContain("needs-db-review 1");
  expect(line(66)).toMatch(/2 done.*1 now.*8 left.*1 skipped.*2 PRs/);
  expect(line(66)).not.toContain("needs-db-review");
  expect(line(12)).toContain("2 done");
});

describe("what the run does", () => {
  const status = (progress: Progress, stopping = false, waiting?: { until: string; reason: string }) => runStatus({ progress, costs: new Map(), waiting }, stopping).text;
  test.each<[string, string]>([
    [status({ ...halfWay(), outline: [] }), "starting"],
    [status(halfWay()), "running"],
    [status(halfWay(asking(3))), "asks you"],
    [status(halfWay(asking(3, 7))), "2 questions"],
    [status(halfWay(), true), "stopping"],
    [status(halfWay(), false, { until: "2026-03-02T10:05:00Z", reason: "rate limit" }), "waits until 10:05:00 UTC"],
    [status(halfWay([{ type: "run.ended", reason: "aborted" }])), "aborted"],
    [status(halfWay([{ type: "milestone.completed" }])), "complete"],
  ])("%s", (text, expected) => expect(text).toBe(expected));
});
