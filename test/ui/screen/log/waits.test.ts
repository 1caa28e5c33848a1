import { expect, test } from "vitest";
import type { MilestoneEvent, Stamped } from "../../../../src/engine/model/events.ts";
import { simulatedQuestion } from "../../../../scripts/simulated/stops.ts";
import { NO_WAITS, waitsAfter } from "../../../../src/ui/screen/log/waits.ts";

const UNTIL = "2026-03-02T10:05:00Z";
const waiting = (issue: string | undefined): MilestoneEvent => ({
  type: "waiting",
  issue,
  until: UNTIL,
  reason: "Rate limit",
  commands: [],
});
const stamped = (event: MilestoneEvent, at = "2026-03-02T10:00:00.000Z") => ({ ...event, v: 1, seq: 1, at }) as Stamped;
const question = simulatedQuestion(3, "05", UNTIL);

const begun = [waiting("05"), waiting("07"), waiting(undefined)].reduce(
  (waits, event) => waitsAfter(stamped(event), waits),
  NO_WAITS,
);

test.each<[string, MilestoneEvent, readonly (string | undefined)[]]>([
  ["a line of its log ends no wait", { type: "log", issue: "05", source: "git", text: "x" }, ["05", "07", undefined]],
  ["a reason ends no wait", { type: "explained", issue: "05", text: "x" }, ["05", "07", undefined]],
  ["a step ends the wait of its issue", { type: "step.started", issue: "05", step: "ci", round: 0 }, ["07", undefined]],
  [
    "a message of its agent ends the wait of an issue",
    { type: "activity", issue: "07", activity: { kind: "message", text: "x" } },
    ["05", undefined],
  ],
  [
    "a question ends the wait of its issue",
    { type: "question.asked", question: question ?? expect.fail() },
    ["07", undefined],
  ],
  [
    "an answer ends no wait",
    { type: "question.answered", id: "q", command: "fix", by: "user" },
    ["05", "07", undefined],
  ],
  ["the end of another issue ends no wait", { type: "issue.done", issue: "11" }, ["05", "07", undefined]],
  [
    "the start of an issue ends the run's wait",
    { type: "issue.started", issue: "11", title: "x", github: 1, phase: 1 },
    ["05", "07"],
  ],
  ["a fact of the run ends its wait", { type: "phase.completed", phase: 1 }, ["05", "07"]],
  ["retrying ends every wait", { type: "retrying", issue: undefined }, []],
  ["the end of the run ends every wait", { type: "run.ended", reason: "aborted" }, []],
])("%s", (_, event, left) => {
  expect([...waitsAfter(stamped(event), begun).keys()]).toEqual(left);
});

test("the run's wait is over with whatever happens after its time", () => {
  const event = stamped({ type: "issue.done", issue: "11" }, "2026-03-02T10:05:00.000Z");
  expect([...waitsAfter(event, begun).keys()]).toEqual(["05", "07"]);
});

test("an event that ends no wait returns the same map, so that nothing is redrawn", () => {
  expect(waitsAfter(stamped({ type: "log", issue: "05", source: "git", text: "x" }), begun)).toBe(begun);
  expect(waitsAfter(stamped({ type: "issue.done", issue: "11" }), begun)).toBe(begun);
});
