// The events of a run with three lanes: issues 07, 08 and 09 interleaved, two open questions, one wait of an issue.
import { isFact, type MilestoneEvent, type Stamped } from "../../src/engine/model/events.ts";
import type { Fact } from "../../src/engine/model/facts.ts";
import type { StepResult } from "../../src/engine/model/step-result.ts";
import type { Question } from "../../src/engine/model/stop.ts";
import { issueStarted, runStarted } from "./facts.ts";

export const REVIEW_OF_07: Question = {
  id: "q1",
  issue: "07",
  stop: {
    kind: "review",
    attempt: { number: 1, of: 2 },
    fingerprints: ["a"],
    evidence: {
      of: "review",
      findings: [{ title: "Unused import", file: "src/a.py", line: 3, severity: "warning", detail: "" }],
    },
  },
  commands: ["fix", "skip", "abort"],
  askedAt: "2026-01-01T00:00:00.000Z",
};

export const FAILURE_OF_09: Question = {
  id: "q2",
  issue: "09",
  stop: { kind: "agent-failed", evidence: { of: "error", message: "It crashed" }, fingerprints: [] },
  commands: ["retry", "skip", "abort"],
  askedAt: "2026-01-01T00:00:00.000Z",
};

const planned = (id: string) => ({
  id,
  title: `Issue ${id}`,
  github: 100 + Number(id),
  priority: "P1",
  dependencies: [],
});

export const PLAN_LOADED: Fact = {
  type: "plan.loaded",
  path: "/r/IMPLEMENTATION_PLAN.md",
  title: "M3",
  digest: "d",
  phases: [
    { number: 1, name: "One", issues: ["07", "08", "09", "10"].map(planned) },
    { number: 2, name: "Two", issues: ["11"].map(planned) },
  ],
};

export const finished = (issue: string, result: StepResult, round = 0): Fact => ({
  type: "step.finished",
  issue,
  round,
  result,
});

const branch = (issue: string) =>
  finished(issue, {
    step: "worktree",
    branch: `feat/${issue}`,
    base: { branch: "m3", commit: "c" },
    path: `/w/${issue}`,
  });

const pull = (issue: string, number: number) =>
  finished(issue, {
    step: "pull-request",
    adopted: false,
    pull: { number, title: `Issue ${issue}`, state: "open" },
  });

/** Up to the moment at which both questions are open and 08 waits for a rate limit. */
export const ASKING: readonly MilestoneEvent[] = [
  runStarted,
  PLAN_LOADED,
  { type: "lanes.changed", lanes: 3 },
  { type: "run.validated" },
  issueStarted("07"),
  issueStarted("08"),
  branch("07"),
  issueStarted("09"),
  branch("08"),
  { type: "step.started", issue: "08", step: "implement", round: 0 },
  pull("07", 1),
  { type: "step.started", issue: "07", step: "review", round: 0 },
  branch("09"),
  { type: "question.asked", question: REVIEW_OF_07 },
  {
    type: "waiting",
    issue: "08",
    until: "2026-01-01T01:00:00.000Z",
    reason: "claude: rate limit",
    commands: ["retry"],
  },
  { type: "question.asked", question: FAILURE_OF_09 },
];

/** From there to the end of the phase. The issues end in the order 09, 08, 07. */
export const ANSWERED: readonly MilestoneEvent[] = [
  { type: "question.answered", id: "q2", command: "skip", by: "user" },
  { type: "issue.skipped", issue: "09", title: "Issue 09", phase: 1, reason: "Agent failed", stop: "agent-failed" },
  { type: "question.answered", id: "q1", command: "fix", by: "user" },
  { type: "step.started", issue: "07", step: "fix", round: 0 },
  pull("08", 2),
  issueStarted("10"),
  { type: "notice", issue: undefined, text: "The webhook call failed" },
  finished("07", { step: "fix", changed: true, done: ["Removed import"] }),
  { type: "issue.done", issue: "08" },
  { type: "issue.done", issue: "07" },
];

/** Stamps events as a ledger does: a transient event has the number of the last fact. */
export function asPublished(events: readonly MilestoneEvent[]): readonly Stamped[] {
  let seq = 0;
  return events.map((event, index) => {
    const stamped: Stamped = { ...event, v: 1, seq, at: new Date(Date.UTC(2026, 0, 1, 0, 0, index)).toISOString() };
    if (!isFact(stamped)) return stamped;
    seq += 1;
    return { ...stamped, seq };
  });
}
