import { expect, test } from "vitest";
import type { Fact } from "../../../src/engine/model/facts.ts";
import { workTimes } from "../../../src/state/progress/work-times.ts";
import { issueStarted, runStarted } from "../../support/facts.ts";

const done = (issue: string): Fact => ({ type: "issue.done", issue });
const resumed = (issue: string): Fact => ({ type: "issue.resumed", issue });
const skipped = (issue: string): Fact => ({ type: "issue.skipped", issue, title: "", phase: 1, reason: "" });
const ended: Fact = { type: "run.ended", reason: "aborted" };

test.each<[string, readonly (readonly [second: number, fact: Fact])[], number, Record<string, number>]>([
  ["nothing", [[0, runStarted]], 0, {}],
  [
    "one after the other, with a pause between them",
    [
      [0, issueStarted("07")],
      [5, done("07")],
      [9, issueStarted("08")],
      [10, skipped("08")],
    ],
    6,
    { "07": 5, "08": 1 },
  ],
  [
    "two at once",
    [
      [0, issueStarted("07")],
      [1, issueStarted("08")],
      [4, done("07")],
      [9, done("08")],
    ],
    9,
    { "07": 4, "08": 8 },
  ],
  [
    "a run that was ended in order, and another that goes on",
    [
      [0, issueStarted("07")],
      [1, issueStarted("08")],
      [3, ended],
      [100, runStarted],
      [101, resumed("08")],
      [103, done("08")],
    ],
    5,
    { "07": 3, "08": 4 },
  ],
  [
    "a run that was killed, which ended with its last fact",
    [
      [0, issueStarted("07")],
      [2, { type: "step.started", issue: "07", step: "implement", round: 0 }],
      [100, runStarted],
      [101, resumed("07")],
      [102, done("07")],
    ],
    3,
    { "07": 3 },
  ],
  ["an issue that is skipped and was not begun", [[0, skipped("07")]], 0, {}],
  [
    "an issue at work",
    [
      [0, issueStarted("07")],
      [2, issueStarted("08")],
    ],
    2,
    { "07": 2, "08": 0 },
  ],
])("%s", (_, facts, makespan, byIssue) => {
  const stamped = facts.map(([second, fact], index) => {
    const at = new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
    return { ...fact, v: 1 as const, seq: index + 1, at };
  });
  const times = workTimes(stamped);
  expect({ makespan: times.makespan, byIssue: Object.fromEntries(times.byIssue) }).toEqual({ makespan, byIssue });
});
