import { describe, expect, test } from "vitest";
import type { IssueProgress } from "../../../src/engine/model/progress.ts";
import { isBaseMerged, stepTaskFor } from "../../../src/engine/run/step-task-for.ts";
import { STEPS } from "../../../src/engine/model/steps.ts";
import { planOf, plannedIssue, progressOf, record } from "../../support/issue.ts";
import { BASE } from "../../support/step.ts";

const plan = planOf([
  plannedIssue("01"),
  plannedIssue("02"),
  plannedIssue("03", { dependencies: [{ raw: "#01", issue: "01" }] }),
  plannedIssue("04"),
]);
const pull = { number: 7, title: "", state: "open" } as const;

/** An issue that is done and has an open pull request that changes `a.ts`. */
function changed(id: string, more: Partial<IssueProgress> = {}): IssueProgress {
  return record(id, {
    state: "done",
    branch: `feat/${id}`,
    base: BASE,
    commit: `commit-${id}`,
    finished: STEPS,
    change: { files: ["a.ts"], lines: 1 },
    pull,
    ...more,
  });
}

const restacking = { onto: { branch: "feat/04", commit: "commit-04" }, issueBelow: "04", files: ["a.ts"] };

describe("changes of the same files", () => {
  const found = (issue: IssueProgress, ...others: readonly IssueProgress[]) =>
    stepTaskFor(plan, progressOf([issue, ...others]), issue, {
      step: "commit",
      repeated: false,
      isBaseFresh: false,
    }).overlappingChanges;
  const committing = changed("01", { state: "active", finished: STEPS.slice(0, 5), pull: undefined });

  test.each<[string, Partial<IssueProgress>, boolean]>([
    ["an open pull request", {}, true],
    ["a commit in another lane", { state: "active", pull: undefined }, true],
    ["a commit that is being fixed", { state: "active", finished: ["worktree", "implement"] }, false],
    ["other files", { change: { files: ["b.ts"], lines: 1 } }, false],
    ["nothing committed yet", { state: "active", commit: undefined, pull: undefined }, false],
    ["a merged pull request", { pull: { ...pull, state: "merged" } }, false],
    ["a closed pull request", { pull: { ...pull, state: "closed" } }, false],
    ["a skipped issue", { state: "skipped" }, false],
    ["a commit that is about to be built on another one", { state: "active", restacking }, false],
  ])("%s", (_, more, isFound) => {
    expect(found(committing, changed("02", more), changed("04", { change: undefined }))).toHaveLength(isFound ? 1 : 0);
  });

  test("are those of issues that began earlier first", () => {
    const others = [changed("04", { startedAt: "2026-01-01" }), changed("02", { startedAt: "2026-01-02" })];
    expect(found(committing, ...others.toReversed()).map(({ issue }) => issue)).toEqual(["04", "02"]);
    expect(found(committing, changed("02"))).toEqual([
      { issue: "02", branch: "feat/02", commit: "commit-02", pull: 7, base: "base", isAbove: false },
    ]);
  });

  test("are not those the issue is based on, until they change", () => {
    const issue = { ...committing, base: { branch: "feat/02", commit: "commit-02" }, builtOn: ["02"] };
    expect(found(issue, changed("02"))).toEqual([]);
    expect(found(issue, changed("02", { commit: "newer" }))).toMatchObject([{ commit: "newer", isAbove: false }]);
  });

  test.each<[string, readonly IssueProgress[]]>([
    ["a dependent", [changed("03")]],
    ["an issue that conflicted", [changed("02", { builtOn: ["01"] })]],
    [
      "an issue that conflicted with a dependent",
      [changed("02", { builtOn: ["03"] }), changed("03", { change: undefined })],
    ],
    ["one that is about to be built on it again", [changed("02", { builtOn: ["01"], restacking })]],
  ])("are above where they are of %s, whatever it waits for", (_, others) => {
    expect(found(committing, ...others)).toMatchObject([{ isAbove: true }]);
  });

  test("are not those above whose next commit is still to come", () => {
    const finished = ["worktree", "implement"] as const;
    expect(found(committing, changed("02", { state: "active", builtOn: ["01"], finished }))).toEqual([]);
  });
});

describe("the base of an issue is merged", () => {
  const merged = { ...pull, state: "merged" } as const;
  const onTwo = { base: { branch: "feat/02", commit: "commit-02" }, builtOn: ["02"] };

  test.each<[string, IssueProgress, readonly IssueProgress[], boolean]>([
    ["not for the milestone branch", changed("04"), [], false],
    ["not with the issue below open", changed("04", onTwo), [changed("02")], false],
    ["not with the issue below skipped", changed("04", onTwo), [changed("02", { state: "skipped" })], false],
    ["with the issue below merged", changed("04", onTwo), [changed("02", { pull: merged })], true],
    [
      "not with one of two below open",
      changed("04", { ...onTwo, builtOn: ["01", "02"] }),
      [changed("01"), changed("02", { pull: merged })],
      false,
    ],
    ["not with the dependency open", changed("03", onTwo), [changed("01"), changed("02", { pull: merged })], false],
  ])("%s", (_, issue, others, expected) => {
    expect(isBaseMerged(plan, progressOf([issue, ...others]), issue)).toBe(expected);
  });
});
