// An answer takes effect when it is recorded, even if the program is killed before the facts that follow from it.
import { describe, expect, test } from "vitest";
import type { Fact } from "../../../src/engine/model/facts.ts";
import { schedule } from "../../../src/engine/run/schedule.ts";
import { nextStep } from "../../../src/engine/issue/next-step.ts";
import { questionsAsked, type Progress } from "../../../src/engine/model/progress.ts";
import type { Command, Question, Stop } from "../../../src/engine/model/stop.ts";
import { emptyProgress, reduce } from "../../../src/state/progress/reduce.ts";
import { stamped } from "../../support/facts.ts";
import { planOf, plannedIssue } from "../../support/issue.ts";

const plan = planOf([plannedIssue("01")], [plannedIssue("02")]);
const outline = plan.phases.map(({ number, name }) => ({ number, name, issues: [] }));
const loaded: Fact = { type: "plan.loaded", path: "p", title: "M3", digest: "d", phases: outline };
const started: Fact = { type: "issue.started", issue: "01", title: "One", github: 101, phase: 1 };
const done: Fact = { type: "issue.done", issue: "01" };
const settings = { milestone: "m3", scopeTags: [], fixAttempts: 2, without: [] };

const failed: Stop = { kind: "agent-failed", evidence: { of: "error", message: "no" }, fingerprints: [] };
const boundary: Stop = { kind: "phase-boundary", evidence: { of: "phase", phase: 1 }, fingerprints: [] };

function asked(stop: Stop, issue?: string): Fact {
  const question: Question = { id: "q1", issue, stop, commands: ["skip"], askedAt: "" };
  return { type: "question.asked", question };
}

function answered(command: Command): Fact {
  return { type: "question.answered", id: "q1", command, by: "user" };
}

function after(...facts: readonly Fact[]): Progress {
  return stamped(facts).reduce(reduce, emptyProgress("m3"));
}

const FREE = { name: "1", issue: undefined };
const starting = (issue: string) => ({ kind: "start", starts: [{ issue, lane: "1" }] });

describe("killed right after an answer", () => {
  test("an issue that was answered with skip is skipped, not asked about again", () => {
    const progress = after(loaded, started, asked(failed, "01"), answered("skip"));
    const issue = progress.issues["01"];
    if (issue === undefined) throw new Error("no issue");
    expect(nextStep(plannedIssue("01"), issue, progress, settings)).toEqual({ kind: "skip", stop: failed });
  });

  test.each<[Command, unknown]>([
    ["continue", starting("02")],
    ["skip-phase", { kind: "skip", issue: "02", reason: "Phase 2 skipped" }],
    ["abort", { kind: "boundary", phase: 1 }],
  ])("a phase boundary that was answered with %s leads to the right decision", (command, move) => {
    const progress = after(
      loaded,
      started,
      done,
      { type: "phase.completed", phase: 1 },
      asked(boundary),
      answered(command),
    );
    expect(schedule(plan, progress, [FREE])).toEqual(move);
  });
});

describe("open questions", () => {
  test("of the run are removed when the run starts again", () => {
    const baseline: Stop = { kind: "baseline-failing", evidence: failed.evidence, fingerprints: [] };
    expect(
      after(loaded, asked(baseline), {
        type: "run.started",
        milestone: "m3",
        resumed: true,
        version: "1",
        autonomous: false,
      }).questions,
    ).toEqual([]);
  });

  test("of an issue are removed when the issue is done", () => {
    expect(after(loaded, started, asked(failed, "01"), done).questions).toEqual([]);
  });

  test("are removed when they are withdrawn, and their ids are not used again", () => {
    const progress = after(loaded, started, asked(failed, "01"), { type: "question.withdrawn", id: "q1" });
    expect(progress.questions).toEqual([]);
    expect(progress.decisions).toEqual([]);
    expect(questionsAsked(progress)).toBe(1);
    // A question that is asked again after a restart is not counted twice.
    expect(questionsAsked(after(loaded, started, asked(failed, "01"), asked(failed, "01")))).toBe(1);
  });

  test("of an issue are kept when the run starts again", () => {
    const progress = after(loaded, started, asked(failed, "01"), {
      type: "run.started",
      milestone: "m3",
      resumed: true,
      version: "1",
      autonomous: false,
    });
    expect(progress.questions).toHaveLength(1);
  });
});
