import { expect, test } from "vitest";
import { nextIssues, type StateOf } from "../../../../src/engine/run/scheduling/next-issues.ts";
import type { PlannedIssue } from "../../../../src/engine/model/plan.ts";
import { issue, planOf } from "../../plan/plans.ts";

/** Reads `d01 s02 a03`: 01 is done, 02 skipped, 03 active. */
function states(text: string): StateOf {
  const words = { d: "done", s: "skipped", a: "active" } as const;
  const known = new Map(
    text
      .split(" ")
      .filter(Boolean)
      .map((entry) => [entry.slice(1), words[entry[0] === "d" ? "d" : entry[0] === "s" ? "s" : "a"]]),
  );
  return (id) => known.get(id);
}

function next(issues: readonly PlannedIssue[], text: string, phase = 1, chainOf?: (id: string) => number) {
  const plan = planOf(issues);
  const found = plan.phases.find(({ number }) => number === phase);
  if (found === undefined) throw new Error("no such phase");
  const decision = nextIssues(plan, found, states(text), chainOf);
  return decision.kind === "start" ? decision.issues.map(({ id }) => id) : decision;
}

const wait = { kind: "wait" };
const abc = [issue("01"), issue("02", { priority: "P0" }), issue("03", { priority: "P0" })];
const chain = [issue("01"), issue("02", { needs: ["01"] }), issue("03", { needs: ["02"] })];
const cycle = [issue("01", { needs: ["02"] }), issue("02", { needs: ["01"] }), issue("03", { priority: "P2" })];
const acrossPhases = [issue("01"), issue("02", { phase: 2, needs: ["01"] })];

test.each<[string, readonly PlannedIssue[], string, object]>([
  ["P0 comes first, then plan order", abc, "", ["02", "03", "01"]],
  ["what was started is not started again", abc, "d02 a03", ["01"]],
  ["nothing is left", abc, "d01 s02 a03", { kind: "none" }],
  [
    "a dependency comes first, whatever its priority",
    [issue("01", { priority: "P0", needs: ["02"] }), issue("02", { priority: "P3" })],
    "",
    ["02"],
  ],
  ["an issue waits for one that is being worked on", chain, "a01", wait],
  ["and goes on when it is done", chain, "d01", ["02"]],
  [
    "what depends on a skipped issue is skipped",
    chain,
    "s01",
    { kind: "skip", issue: "02", reason: "depends on skipped #01" },
  ],
  ["and so is what depends on that", chain, "s01 s02", { kind: "skip", issue: "03", reason: "depends on skipped #02" }],
  [
    "but only when it would be its turn",
    [issue("01"), issue("02", { needs: ["03"] }), issue("03"), issue("04")],
    "s03",
    ["01", "04"],
  ],
  ["a cycle waits for the others", cycle, "", ["03"]],
  ["and is entered by its first issue", cycle, "d03", ["01"]],
  ["but not while another is at work", cycle, "a03", wait],
  ["an unknown dependency waits for the others", [issue("01", { needs: ["?99"] }), issue("02")], "", ["02"]],
  ["and is started then", [issue("01", { needs: ["?99"] }), issue("02")], "d02", ["01"]],
])("%s", (_, issues, text, expected) => expect(next(issues, text)).toEqual(expected));

test("dependencies reach over phases", () => {
  expect(next(acrossPhases, "d01", 2)).toEqual(["02"]);
  expect(next(acrossPhases, "a01", 2)).toEqual(wait);
  expect(next(acrossPhases, "s01", 2)).toEqual({ kind: "skip", issue: "02", reason: "depends on skipped #01" });
});

test("within a priority, what the longest chain waits for comes first", () => {
  const chains: Record<string, number> = { "01": 5, "02": 0, "03": 2 };
  expect(next(abc, "", 1, (id) => chains[id] ?? 0)).toEqual(["03", "02", "01"]);
});
