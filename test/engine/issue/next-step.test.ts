import { describe, expect, test } from "vitest";
import { STEPS, type StepName } from "../../../src/engine/model/steps.ts";
import type { GateFinding } from "../../../src/engine/model/findings/gate-finding.ts";
import { nextStep } from "../../../src/engine/issue/next-step.ts";
import type { IssueProgress } from "../../../src/engine/model/progress.ts";
import type { Question } from "../../../src/engine/model/stop.ts";
import { plannedIssue, progressOf, record } from "../../support/issue.ts";

const settings = { milestone: "m3", scopeTags: ["auth"], fixAttempts: 2, without: [] as readonly StepName[] };
const upTo = (step: StepName): readonly StepName[] => STEPS.slice(0, STEPS.indexOf(step as (typeof STEPS)[number]) + 1);

const failing = {
  passed: false,
  counts: { passed: 45, failed: 2, skipped: 0 },
  failed: ["a", "b"],
  tail: "",
  problem: undefined,
};
const finding: GateFinding = {
  gate: "scope",
  rule: "sensitive-area",
  tier: "hard",
  verdict: "out-of-scope",
  file: "src/billing.js",
  line: undefined,
  object: "billing",
  message: "billing code",
  remedy: "",
  fingerprint: "f1",
};
const reviewed = { title: "Unused import", file: "a.js", line: 3, severity: "warning" as const, detail: "" };

function next(issue: IssueProgress, questions: readonly Question[] = []) {
  return nextStep(plannedIssue(issue.id), issue, progressOf([issue], { questions }), settings);
}

describe("the next step", () => {
  test("the steps follow each other, and then the issue is done", () => {
    expect(next(record("01"))).toEqual({ kind: "step", step: "worktree" });
    for (const [index, step] of STEPS.entries()) {
      const following = STEPS[index + 1];
      expect(next(record("01", { finished: upTo(step) }))).toEqual(
        following === undefined ? { kind: "done" } : { kind: "step", step: following },
      );
    }
  });

  test("a step skipped by the user is passed over", () => {
    const issue = record("01", { finished: upTo("pull-request") });
    const left = nextStep(plannedIssue("01"), issue, progressOf([issue]), { ...settings, without: ["review"] });
    expect(left).toEqual({ kind: "step", step: "ci" });
  });

  test.each([
    [
      "failing tests ask, with the first fix on offer",
      { finished: upTo("tests"), tests: failing },
      "tests-failing",
      { number: 1, of: 2 },
    ],
    [
      "after one fix the second is on offer",
      { finished: upTo("tests"), tests: failing, fixes: { "tests-failing": 1 } },
      "tests-failing",
      { number: 2, of: 2 },
    ],
    [
      "failed checks ask before the gates",
      {
        finished: upTo("auto-fix"),
        failedChecks: [{ name: "lint" as const, command: "l", tail: "", problem: undefined }],
      },
      "checks-failing",
      { number: 1, of: 2 },
    ],
    ["review findings ask", { finished: upTo("review"), review: [reviewed] }, "review", { number: 1, of: 2 }],
    ["a hard finding asks and has no attempts", { finished: upTo("gates"), findings: [finding] }, "scope", undefined],
    [
      "a secret can be fixed",
      { finished: upTo("gates"), findings: [{ ...finding, gate: "secrets" as const, tier: "safety" as const }] },
      "secret",
      { number: 1, of: 2 },
    ],
  ])("%s", (_, more, kind, attempt) => {
    const found = next(record("01", more));
    expect(found).toMatchObject({ kind: "ask", stop: { kind } });
    expect(found.kind === "ask" ? found.stop.attempt : undefined).toEqual(attempt);
  });

  test("what was approved is not asked again, a finding that changed is", () => {
    const approvals = [{ stop: "scope" as const, fingerprints: ["f1"], at: "" }];
    expect(next(record("01", { finished: upTo("gates"), findings: [finding], approvals }))).toEqual({
      kind: "step",
      step: "tests",
    });
    const changed = { ...finding, fingerprint: "f2" };
    expect(next(record("01", { finished: upTo("gates"), findings: [finding, changed], approvals }))).toMatchObject({
      kind: "ask",
      stop: { fingerprints: ["f2"] },
    });
  });

  test("a soft finding does not ask", () => {
    expect(next(record("01", { finished: upTo("gates"), findings: [{ ...finding, tier: "elevated" }] }))).toEqual({
      kind: "step",
      step: "tests",
    });
  });

  test("a question that is open is asked as it was, and a fix that was answered is carried out", () => {
    const question: Question = {
      id: "q1",
      issue: "01",
      askedAt: "",
      commands: ["fix", "abort"],
      stop: { kind: "review", evidence: { of: "review", findings: [reviewed] }, fingerprints: [] },
    };
    expect(next(record("01", { finished: upTo("review") }), [question])).toEqual({ kind: "ask-again", question });
    expect(next(record("01", { finished: upTo("review"), fixing: question }))).toEqual({ kind: "step", step: "fix" });
  });

  test.each<[string, Partial<IssueProgress>, IssueProgress["state"], StepName]>([
    ["a committed change is built on the one it conflicts with", { finished: upTo("commit") }, "active", "fix"],
    [
      "also later, before what a review found is asked about",
      {
        finished: upTo("review"),
        review: [reviewed],
      },
      "done",
      "fix",
    ],
    ["a change that is not committed is committed first", { finished: upTo("tests") }, "done", "commit"],
    ["a change is not built on one that was skipped", { finished: upTo("commit") }, "skipped", "push"],
  ])("%s", (_, more, state, step) => {
    const restacking = { onto: { branch: "feat/02", commit: "two" }, issueBelow: "02", files: ["a.ts"] };
    const issue = record("01", { ...more, restacking });
    const progress = progressOf([issue, record("02", { state })]);
    expect(nextStep(plannedIssue("01"), issue, progress, settings)).toEqual({ kind: "step", step });
  });

  test("an issue nobody described is not given to an agent", () => {
    const planned = plannedIssue("01", { spec: undefined });
    expect(nextStep(planned, record("01"), progressOf([]), settings)).toMatchObject({
      kind: "ask",
      stop: { kind: "spec-problem" },
    });
  });
});
