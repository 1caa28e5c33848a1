import { describe, expect, test } from "vitest";
import type { IssueFact } from "../../../src/engine/model/facts.ts";
import type { IssueProgress } from "../../../src/engine/model/progress.ts";
import type { BranchPoint, StepResult } from "../../../src/engine/model/step-result.ts";
import { reduce } from "../../../src/state/progress/reduce.ts";
import { stamped } from "../../support/facts.ts";
import { progressOf, record } from "../../support/issue.ts";
import { BASE } from "../../support/step.ts";

const two = { branch: "feat/02", commit: "two" };
const restacking = { onto: two, issueBelow: "02", files: ["a.ts"] };
const finished = ["worktree", "implement", "commit"] as const;

function after(issue: Partial<IssueProgress>, ...facts: readonly IssueFact[]): IssueProgress | undefined {
  return stamped(facts).reduce(reduce, progressOf([record("01", { base: BASE, finished, ...issue })])).issues["01"];
}

const ended = (result: StepResult): IssueFact => ({ type: "step.finished", issue: "01", round: 0, result });

describe("a change that is built on another one", () => {
  test("stays to be built on it when its commit is finished or its work is restored", () => {
    const restacked: IssueFact = { type: "issue.restacked", issue: "01", ...restacking };
    const committed = ended({ step: "commit", commit: "one" });
    expect(after({}, restacked, committed)).toMatchObject({ restacking, commit: "one" });
    expect(after({ restacking }, { type: "issue.restarted", issue: "01", kept: finished })).toMatchObject({
      restacking,
    });
  });

  test("finds out anew with its next commit", () => {
    const again: IssueFact = { type: "step.started", issue: "01", step: "commit", round: 0 };
    expect(after({ restacking }, again)?.restacking).toBeUndefined();
    expect(after({ restacking }, { ...again, step: "push" })?.restacking).toEqual(restacking);
  });

  test("is no longer built on it once it is skipped", () => {
    const skipped = { type: "issue.skipped", issue: "01", title: "", phase: 1, reason: "" } as const;
    expect(after({ restacking }, skipped)?.restacking).toBeUndefined();
  });

  test.each<[string, Partial<IssueProgress>, StepResult, Partial<IssueProgress>]>([
    ["has it as its base", { restacking }, fix(two), { base: two, builtOn: ["02"], pendingMergeBase: "two" }],
    ["is on both", { restacking, builtOn: ["04"] }, fix(two), { base: two, builtOn: ["04", "02"] }],
    ["is on it once", { restacking, builtOn: ["02"], base: two }, fix(two), { builtOn: ["02"] }],
    ["still is after a fix without a base", { base: two, builtOn: ["02"] }, fix(), { base: two, builtOn: ["02"] }],
    [
      "still is after its base took in the milestone branch",
      { base: two, builtOn: ["02"] },
      fix({ ...two, commit: "merged" }),
      { builtOn: ["02"] },
    ],
    ["is not any more on the milestone branch", { base: two, builtOn: ["02"] }, fix(BASE), { builtOn: [] }],
    [
      "is not any more once it is pushed onto the milestone branch",
      { base: two, builtOn: ["02"] },
      { step: "push", commit: "one", base: BASE },
      { base: BASE, builtOn: undefined },
    ],
    [
      "still is after an ordinary push",
      { base: two, builtOn: ["02"] },
      { step: "push", commit: "one" },
      { base: two, builtOn: ["02"] },
    ],
    [
      "is not any more when it begins again",
      { base: two, builtOn: ["02"] },
      { step: "worktree", branch: "feat/01", base: BASE, path: "/w" },
      { base: BASE, builtOn: undefined },
    ],
  ])("%s", (_, before, result, expected) => {
    expect(after(before, ended(result))).toMatchObject({ ...expected });
    expect(after(before, ended(fix()))?.restacking).toBeUndefined();
  });
});

function fix(base?: BranchPoint): StepResult {
  return { step: "fix", changed: true, done: [], base };
}
