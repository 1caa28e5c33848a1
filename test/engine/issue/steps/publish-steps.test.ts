import { describe, expect, test } from "vitest";
import { commit } from "../../../../src/engine/issue/steps/commit.ts";
import { pullRequest } from "../../../../src/engine/issue/steps/pull-request.ts";
import { push } from "../../../../src/engine/issue/steps/push.ts";
import { worktree } from "../../../../src/engine/issue/steps/worktree.ts";
import type { Repository } from "../../../../src/engine/git/repository.ts";
import { BASE, BRANCH, stepFor, type StepOptions } from "../../../support/step.ts";

describe("worktree", () => {
  const dependency = (name: string, pull: "open" | "merged") =>
    ({ branch: `feat/${name}`, commit: name, state: "done", pull }) as const;

  test.each([
    ["no dependency", [], { branch: "milestone/m3", commit: "base" }],
    ["a merged dependency", [dependency("one", "merged")], { branch: "milestone/m3", commit: "base" }],
    ["an open dependency", [dependency("one", "open")], { branch: "feat/one", commit: "one" }],
    [
      "two open ones that do not contain each other",
      [dependency("one", "open"), dependency("two", "open")],
      { branch: "feat/one", commit: "merged" },
    ],
  ])("the branch begins: %s", async (_, dependencies, base) => {
    const outcome = await worktree(stepFor("worktree", { task: { dependencies } }).context);
    expect(outcome).toMatchObject({ kind: "done", result: { step: "worktree", branch: BRANCH, base } });
  });

  test("dependencies that conflict are a stop that no fix answers", async () => {
    const merge = () => Promise.resolve({ ok: false as const, conflicts: ["a.ts"] });
    const dependencies = [dependency("one", "open"), dependency("two", "open")];
    const { context } = stepFor("worktree", { task: { dependencies }, repository: { merge } });
    expect(await worktree(context)).toMatchObject({
      stop: { kind: "merge-conflict", evidence: { with: "feat/two", files: ["a.ts"] }, attempt: { number: 1, of: 0 } },
    });
  });
});

describe("commit", () => {
  test.each<[string, StepOptions, object]>([
    ["is the result", {}, { kind: "done", result: { step: "commit", commit: "commit" } }],
    [
      "with nothing in it is a stop",
      { worktree: { commit: () => Promise.resolve(BASE.commit) } },
      { kind: "stop", stop: { kind: "agent-failed" } },
    ],
    [
      "that conflicts with a base that moved is a stop",
      {
        task: { base: { branch: "milestone/m3", commit: "newer" } },
        repository: { conflicts: () => Promise.resolve(["a.ts"]) },
      },
      { kind: "stop", stop: { kind: "merge-conflict", attempt: { number: 1, of: 2 } } },
    ],
  ])("a commit %s", async (_, options, expected) => {
    expect(await commit(stepFor("commit", options).context)).toMatchObject(expected);
  });

  test("a fix after the push is a commit of its own on top of it", async () => {
    const commits: unknown[] = [];
    const { context } = stepFor("commit", {
      issue: { pushed: "pushed", fixes: { review: 1 } },
      worktree: { commit: (...made: unknown[]) => Promise.resolve((commits.push(made), "commit")) },
    });
    await commit(context);
    expect(commits).toEqual([["fix(m3): Title 01 (#101)\n\nAnswers: review\n\nCloses #101\n", "pushed", undefined]]);
  });

  describe("that conflicts with what others committed", () => {
    const other = { issue: "02", pull: 7, branch: "feat/two", commit: "two", base: BASE.commit, isAbove: false };
    const above = { ...other, issue: "03", pull: 8, branch: "feat/three", commit: "three", isAbove: true };
    const onTwo = { type: "issue.restacked", issue: "01", issueBelow: "02", pull: 7, files: ["a.ts"] };
    const onOne = { type: "issue.restacked", issue: "03", issueBelow: "01", pull: undefined, files: ["a.ts"] };
    const two = { branch: "feat/two", commit: "two" };

    test.each<[string, readonly (typeof other)[], Partial<Repository>, readonly object[] | undefined]>([
      ["nothing", [], {}, undefined],
      ["changes that merge", [other, above], { conflicts: () => Promise.resolve([]) }, undefined],
      [
        "an earlier one is built on its head",
        [other],
        { isAncestor: () => Promise.resolve(true) },
        [{ ...onTwo, onto: two }],
      ],
      [
        "an earlier one that lacks the base is built on a merge of both",
        [other],
        {},
        [{ ...onTwo, onto: { ...two, commit: "merged" } }],
      ],
      [
        "an earlier one that conflicts with the base is built on its head",
        [other],
        { merge: () => Promise.resolve({ ok: false, conflicts: ["b.ts"] }) },
        [{ ...onTwo, onto: two }],
      ],
      ["several are built on the first, and those above wait", [above, other, { ...other, issue: "04" }], {}, [onTwo]],
      [
        "only the second is built on the second",
        [
          { ...other, commit: "fine" },
          { ...other, issue: "04" },
        ],
        {},
        [{ ...onTwo, issueBelow: "04" }],
      ],
      [
        "one above has that one built on the new commit",
        [above],
        { isAncestor: () => Promise.resolve(true) },
        [{ ...onOne, onto: { branch: BRANCH, commit: "commit" } }],
      ],
    ])("%s", async (_, overlappingChanges, more, facts) => {
      const conflicts = (one: string, two: string) => Promise.resolve([one, two].includes("fine") ? [] : ["a.ts"]);
      const { context } = stepFor("commit", { task: { overlappingChanges }, repository: { conflicts, ...more } });
      const outcome = await commit(context);
      expect(outcome).toMatchObject({ kind: "done", result: { step: "commit", commit: "commit" } });
      expect("facts" in outcome ? outcome.facts : undefined).toEqual(
        facts?.map((fact) => expect.objectContaining(fact)),
      );
    });
  });
});

describe("push", () => {
  const refused = () => Promise.resolve({ ok: false as const, reason: "denied", detail: "remote: denied" });

  test("expects the branch where it was left, and pushes", async () => {
    const requests: unknown[] = [];
    const { context } = stepFor("push", {
      issue: { commit: "new", pushed: "old" },
      repository: {
        push: (request) => Promise.resolve((requests.push(request), { ok: true as const })),
      },
    });
    expect(await push(context)).toEqual({ kind: "done", result: { step: "push", commit: "new", base: undefined } });
    expect(requests).toEqual([{ commit: "new", branch: BRANCH, expected: "old" }]);
  });

  test("what is pushed already is not pushed again", async () => {
    const { context } = stepFor("push", { issue: { commit: "same", pushed: "same" }, repository: { push: refused } });
    expect(await push(context)).toMatchObject({ kind: "done", result: { commit: "same" } });
  });

  test("a refusal is a stop in git's own words", async () => {
    const remoteHeads = () => Promise.resolve(new Map([[BRANCH, "old"]]));
    const { context } = stepFor("push", {
      issue: { commit: "new", pushed: "old" },
      repository: { push: refused, remoteHeads },
    });
    expect(await push(context)).toMatchObject({ stop: { kind: "push-failed", evidence: { message: "denied" } } });
  });

  test("where all dependencies are merged, the work is put onto the milestone branch first", async () => {
    const { context } = stepFor("push", {
      issue: { commit: "new", base: { branch: "feat/one", commit: "one" } },
      task: { isBaseMerged: true },
    });
    expect(await push(context)).toMatchObject({ result: { commit: "rebased", base: BASE } });
  });
});

describe("pull request", () => {
  const pull = {
    number: 9,
    url: undefined,
    title: "Title 01 (#101)",
    branch: BRANCH,
    base: "milestone/m3",
    state: "open" as const,
    draft: true,
    labels: [],
    head: "new",
    marker: "m3/01",
  };

  test("is opened into the milestone branch", async () => {
    const opened: unknown[] = [];
    const { context } = stepFor("pull-request", {
      issue: { pushed: "new" },
      forge: { openPull: (wanted) => Promise.resolve((opened.push(wanted), { pull, adopted: false })) },
    });
    expect(await pullRequest(context)).toMatchObject({ result: { pull: { number: 9 }, adopted: false } });
    expect(opened).toMatchObject([{ base: "milestone/m3", branch: BRANCH, marker: "m3/01", title: "Title 01 (#101)" }]);
  });

  test("one that is there is updated", async () => {
    const updated: unknown[] = [];
    const { context } = stepFor("pull-request", {
      issue: { pushed: "new", pull: { number: 9, title: "", state: "open" } },
      forge: { updatePull: (...change) => Promise.resolve(void updated.push(change.slice(0, 2))) },
    });
    expect(await pullRequest(context)).toMatchObject({ result: { adopted: true } });
    expect(updated).toMatchObject([[9, { head: "new" }]]);
  });

  test("one that somebody closed is a stop", async () => {
    const { context } = stepFor("pull-request", {
      issue: { pushed: "new" },
      forge: { openPull: () => Promise.resolve({ pull: { ...pull, state: "closed" as const }, adopted: true }) },
    });
    expect(await pullRequest(context)).toMatchObject({ stop: { kind: "pull-request-failed" } });
  });
});
