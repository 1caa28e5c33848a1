import { expect, test } from "vitest";
import { nextIssue, readyIssues, type IssueStates } from "../../../src/engine/run/next-issue.ts";
import type { PlannedIssue } from "../../../src/engine/model/plan.ts";
import { issue, planOf } from "../plan/plans.ts";

function states(text: string): IssueStates {
  const words = { d: "done", s: "skipped", a: "active" } as const;
  return Object.fromEntries(
    text
      .split(" ")
      .filter(Boolean)
      .map((entry) => [entry.slice(1), { state: words[entry[0] === "d" ? "d" : entry[0] === "s" ? "s" : "a"] }]),
  );
}

function next(issues: readonly PlannedIssue[], text: string, phase = 1) {
  const plan = planOf(issues);
  const found = plan.phases.find(({ number }) => number === phase);
  if (found === undefined) throw new Error("no such phase");
  return { next: nextIssue(plan, found, states(text)), ready: readyIssues(plan, found, states(text)) };
}

const start = (id: string) => ({ kind: "start", issue: id });
const abc = [issue("01"), issue("02", { priority: "P0" }), issue("03", { priority: "P0" })];
const chain = [issue("01"), issue("02", { needs: ["01"] }), issue("03", { needs: ["02"] })];
const cycle = [issue("01", { needs: ["02"] }), issue("02", { needs: ["01"] }), issue("03", { priority: "P2" })];
const acrossPhases = [issue("01"), issue("02", { phase: 2, needs: ["01"] })];

test.each<[string, readonly PlannedIssue[], string, object, readonly string[]]>([
  ["P0 comes first, then plan order", abc, "", start("02"), ["02", "03", "01"]],
  ["what was started is not started again", abc, "d02 a03", start("01"), ["01"]],
  ["nothing is left", abc, "d01 s02 a03", { kind: "none" }, []],
  [
    "a dependency comes first, whatever its priority",
    [issue("01", { priority: "P0", needs: ["02"] }), issue("02", { priority: "P3" })],
    "",
    start("02"),
    ["02"],
  ],
  ["an issue waits for one that is being worked on", chain, "a01", { kind: "wait" }, []],
  ["and goes on when it is done", chain, "d01", start("02"), ["02"]],
  [
    "what depends on a skipped issue is skipped",
    chain,
    "s01",
    { kind: "skip", issue: "02", reason: "depends on skipped #01" },
    [],
  ],
  [
    "and so is what depends on that",
    chain,
    "s01 s02",
    { kind: "skip", issue: "03", reason: "depends on skipped #02" },
    [],
  ],
  ["a cycle waits for the others", cycle, "", start("03"), ["03"]],
  ["and is entered by its first issue", cycle, "d03", start("01"), []],
  ["but not while another is at work", cycle, "a03", { kind: "wait" }, []],
  [
    "an unknown dependency waits for the others",
    [issue("01", { needs: ["?99"] }), issue("02")],
    "",
    start("02"),
    ["02"],
  ],
  ["and is started then", [issue("01", { needs: ["?99"] }), issue("02")], "d02", start("01"), []],
])("%s", (_, issues, text, expected, ready) => expect(next(issues, text)).toEqual({ next: expected, ready }));

test("dependencies reach over phases", () => {
  expect(next(acrossPhases, "d01", 2).next).toEqual(start("02"));
  expect(next(acrossPhases, "s01", 2).next).toEqual({ kind: "skip", issue: "02", reason: "depends on skipped #01" });
});
