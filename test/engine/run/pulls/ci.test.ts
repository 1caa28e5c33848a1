import { describe, expect, test } from "vitest";
import type { PullStatus } from "../../../../src/engine/forges/forge.ts";
import type { IssueProgress } from "../../../../src/engine/model/progress.ts";
import { awaitChecks, type CiContext } from "../../../../src/engine/run/pulls/ci.ts";
import { createPullStatuses } from "../../../../src/engine/run/pulls/pull-statuses.ts";
import { BRANCH, stepFor, type StepOptions } from "../../../support/step.ts";

function ciFor(options: StepOptions): CiContext {
  const { context } = stepFor("ci", options);
  const { lane, task, watch, signal } = context;
  const { forge, repository, clock, config } = lane;
  const statuses = createPullStatuses({ forge, clock, signal });
  return { forge, repository, clock, config, statuses, task, watch, signal };
}

describe("ci", () => {
  const issue = { pushed: "head", pull: { number: 9, title: "", state: "open" } } as const;
  const status = (more: Partial<PullStatus> & { readonly state?: "merged" | "closed" } = {}): PullStatus => ({
    pull: {
      number: 9,
      url: undefined,
      title: "",
      branch: BRANCH,
      base: "milestone/m3",
      state: more.state ?? "open",
      draft: false,
      labels: [],
      head: "head",
      marker: undefined,
    },
    ci: { state: "passed" },
    conflict: false,
    reviews: { approvedBy: [], changesRequestedBy: [], findings: [] },
    ...more,
  });
  const remark = { title: "Rename it", file: "a.ts", severity: "warning", detail: "" } as const;

  test.each<[string, PullStatus[], object]>([
    ["passes", [status()], { kind: "done", result: { failed: [], asked: [] } }],
    ["is waited for", [status({ ci: { state: "running" } }), status()], { kind: "done" }],
    [
      "fails",
      [status({ ci: { state: "failed", failed: [{ name: "build" }] } })],
      { kind: "done", result: { failed: [{ name: "build" }] } },
    ],
    ["is over once merged", [status({ state: "merged" })], { kind: "done" }],
    ["stops once closed", [status({ state: "closed" })], { stop: { kind: "pull-request-failed" } }],
    ["needs a newer base at a conflict", [status({ conflict: true })], { kind: "need", need: "newer-base" }],
    [
      "reports requested changes",
      [status({ reviews: { approvedBy: [], changesRequestedBy: ["ada"], findings: [remark] } })],
      { kind: "done", result: { asked: [remark] } },
    ],
  ])("ci %s", async (_, statuses, expected) => {
    const context = ciFor({
      issue,
      forge: { status: () => Promise.resolve(statuses.shift() ?? status()) },
    });
    expect(await awaitChecks(context)).toMatchObject(expected);
    expect(statuses).toEqual([]);
  });

  test("with a fresh base, a conflict names its files", async () => {
    const context = ciFor({
      issue,
      task: { isBaseFresh: true },
      forge: { status: () => Promise.resolve(status({ conflict: true })) },
      repository: { conflicts: () => Promise.resolve(["a.ts"]) },
    });
    expect(await awaitChecks(context)).toMatchObject({
      stop: { kind: "merge-conflict", evidence: { files: ["a.ts"] } },
    });
  });

  test("a conflict that comes later needs the base again", async () => {
    const statuses = [status({ ci: { state: "running" } }), status({ conflict: true })];
    const context = ciFor({
      issue,
      task: { isBaseFresh: true },
      forge: { status: () => Promise.resolve(statuses.shift() ?? status()) },
    });
    expect(await awaitChecks(context)).toEqual({ kind: "need", need: "newer-base" });
  });

  test.each<[string, Partial<IssueProgress>, readonly unknown[]]>([
    ["what it is based on is the milestone branch", {}, [9]],
    ["it needs no person", { labels: [{ label: "needs-human", reason: "" }] }, []],
    ["its branch contains no work of another issue", { base: { branch: "feat/two", commit: "two" } }, []],
  ])("a pull request is merged by the program only where %s", async (_, more, expected) => {
    const merged: unknown[] = [];
    const context = ciFor({
      issue: { ...issue, ...more },
      config: { github: { autoMerge: true } },
      forge: {
        status: () => Promise.resolve(status()),
        squash: (number) => Promise.resolve((merged.push(number), { merged: true as const })),
      },
    });
    expect(await awaitChecks(context)).toMatchObject({ kind: "done" });
    expect(merged).toEqual(expected);
  });

  test("a pull request that was retargeted to a protected branch is a safety stop", async () => {
    const retargeted = status();
    const pull = { ...retargeted.pull, base: "main" };
    const context = ciFor({ issue, forge: { status: () => Promise.resolve({ ...retargeted, pull }) } });
    expect(await awaitChecks(context)).toMatchObject({ stop: { kind: "protected-branch" } });
  });
});
