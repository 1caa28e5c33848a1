import { expect, test } from "vitest";
import type { PlannedIssue } from "../../../src/engine/model/plan.ts";
import { fileConflicts } from "../../../src/engine/plan/file-conflicts.ts";
import { issue, planOf, spec } from "./plans.ts";

const touching = (id: string, files: string, more: Parameters<typeof issue>[1] = {}) =>
  issue(id, { spec: spec(id, { text: `Files: ${files}` }), ...more });

test.each<[string, readonly PlannedIssue[], readonly string[]]>([
  ["two issues with a file in common", [touching("01", "src/a.ts"), touching("02", "src/a.ts")], ["01 02: src/a.ts"]],
  [
    "more than two, and more than one file",
    [touching("01", "src/a.ts, src/b.ts"), touching("02", "src/"), touching("03", "src/a.ts, src/b.ts")],
    ["01 02 03: src/a.ts src/b.ts"],
  ],
  [
    "other issues for each file",
    [touching("01", "src/a.ts, src/b.ts"), touching("02", "src/a.ts"), touching("03", "src/b.ts")],
    ["01 02: src/a.ts", "01 03: src/b.ts"],
  ],
  ["nothing in common", [touching("01", "src/a.ts"), touching("02", "src/b.ts"), issue("03")], []],
  ["one after the other", [touching("01", "src/a.ts"), touching("02", "src/a.ts", { needs: ["01"] })], []],
  [
    "one after the other over a third",
    [touching("01", "src/a.ts", { needs: ["02"] }), issue("02", { needs: ["03"] }), touching("03", "src/a.ts")],
    [],
  ],
  ["another phase", [touching("01", "src/a.ts"), touching("02", "src/a.ts", { phase: 2 })], []],
  ["one that is not among them", [touching("01", "src/a.ts"), touching("99", "src/a.ts")], []],
  [
    "issues on a cycle",
    [touching("01", "src/a.ts", { needs: ["02"] }), touching("02", "src/a.ts", { needs: ["01"] })],
    [],
  ],
])("%s", (_, issues, expected) => {
  const among = new Set(issues.map(({ id }) => id).filter((id) => id !== "99"));
  const found = fileConflicts(planOf(issues), among).map(
    ({ issues, files }) => `${issues.join(" ")}: ${files.join(" ")}`,
  );
  expect(found).toEqual(expected);
});
