// Issues that were built on another one whose change or state changes later.
import { describe, expect, test } from "vitest";
import type { IssueProgress, Progress } from "../../../src/engine/model/progress.ts";
import { STEPS } from "../../../src/engine/model/steps.ts";
import { agentFailed } from "../../../src/engine/questions/kinds/agent/agent-failed.ts";
import { stopOf } from "../../../src/engine/questions/stop-definition.ts";
import { fakeRun, type Script } from "../../support/coordinator.ts";
import { planOf, plannedIssue, progressOf, record } from "../../support/issue.ts";
import { BASE } from "../../support/step.ts";

const plan = planOf([plannedIssue("01"), plannedIssue("02"), plannedIssue("03")]);

/** An issue that is done and has an open pull request. */
function done(id: string, more: Partial<IssueProgress> = {}): IssueProgress {
  return record(id, {
    state: "done",
    branch: `feat/${id}`,
    base: BASE,
    commit: `commit-${id}`,
    pushed: `commit-${id}`,
    finished: STEPS,
    pull: { number: Number(id), title: "", state: "open" },
    ...more,
  });
}

const onOne = { base: { branch: "feat/01", commit: "commit-01" }, builtOn: ["01"] };
const reopened = done("01", { state: "active", finished: ["worktree", "implement"] });

function runOf(script: Script, ...issues: readonly IssueProgress[]) {
  const updates: unknown[] = [];
  const progress: Progress = progressOf(issues, { validated: true, base: BASE, baseline: "none" });
  const updatePull = (...update: readonly unknown[]) => Promise.resolve(void updates.push(update.slice(0, 2)));
  const run = fakeRun({
    plan,
    progress,
    script,
    forge: { updatePull },
    answer: ({ stop }) => (stop.evidence.of === "phase" ? "continue" : "skip"),
  });
  return { ...run, updates };
}

test("issues in two lanes commit one after the other, so that the second finds the first", async () => {
  const found: unknown[] = [];
  let atWork = 0;
  const { run } = fakeRun({
    plan: planOf([plannedIssue("01"), plannedIssue("02")]),
    lanes: 2,
    script: async ({ step, overlappingChanges }) => {
      if (step !== "commit") return undefined;
      found.push(overlappingChanges.length);
      atWork += 1;
      expect(atWork).toBe(1);
      await new Promise((resolve) => setImmediate(resolve));
      atWork -= 1;
      return undefined;
    },
  });
  expect(await run()).toBe("completed");
  expect(found).toEqual([0, 1]);
});

describe("an issue that is done", () => {
  test("is built again on the new commit of the one below it, where they conflict", async () => {
    const onto = { branch: "feat/01", commit: "newer" };
    const { ledger, performed, run } = runOf(
      ({ step, issue }) => {
        if (step === "fix")
          return Promise.resolve({ kind: "done", result: { step, changed: true, done: [], base: onto } });
        if (step !== "commit" || issue.id !== "01") return undefined;
        const fact = { type: "issue.restacked", issue: "02", onto, issueBelow: "01", files: ["a.ts"] } as const;
        return Promise.resolve({ kind: "done", result: { step, commit: "newer" }, facts: [fact] });
      },
      reopened,
      done("02", onOne),
      done("03"),
    );
    expect(await run()).toBe("completed");
    expect(performed.filter((step) => step.includes("02"))).toEqual(
      ["fix", ...STEPS.slice(STEPS.indexOf("auto-fix"), STEPS.indexOf("ci"))].map((step) => `1: 02 ${step}`),
    );
    expect(ledger.progress.issues["02"]).toMatchObject({ state: "done", base: onto, builtOn: ["01"], round: 1 });
    expect(ledger.progress.issues["02"]?.restacking).toBeUndefined();
  });

  test("is labeled where one below it is skipped, and so are those above it", async () => {
    const onTwo = { base: { branch: "feat/02", commit: "commit-02" }, builtOn: ["02"] };
    const { ledger, updates, run } = runOf(
      ({ step, issue }) =>
        step === "gates" && issue.id === "01"
          ? Promise.resolve({ kind: "stop", stop: stopOf(agentFailed, { of: "error", message: "It crashed" }) })
          : undefined,
      reopened,
      done("02", onOne),
      done("03", onTwo),
    );
    expect(await run()).toBe("completed");
    const label = { label: "needs-human", reason: "contains the work of #01, which was skipped" };
    expect(ledger.progress.issues["02"]?.labels).toEqual([label]);
    expect(ledger.progress.issues["03"]?.labels).toEqual([label]);
    expect(updates).toMatchObject([
      [1, { labels: ["auto-skipped"] }],
      [2, { labels: ["needs-human"], body: expect.stringContaining(label.reason) }],
      [3, { labels: ["needs-human"], body: expect.stringContaining(label.reason) }],
    ]);
  });

  test.each<[string, Partial<IssueProgress>]>([
    ["merged", { ...onOne, pull: { number: 2, title: "", state: "merged" } }],
    ["skipped", { ...onOne, state: "skipped" }],
    ["labeled already", { ...onOne, labels: [{ label: "needs-human", reason: "Routes change" }] }],
    ["based on the milestone branch", { builtOn: ["01"] }],
    ["built on another one", { ...onOne, builtOn: ["03"] }],
  ])("is not labeled where it is %s", async (_, more) => {
    const { ledger, run } = runOf(() => undefined, done("01", { state: "skipped" }), done("02", more), done("03"));
    expect(await run()).toBe("completed");
    expect(ledger.facts.filter(({ type }) => type === "label.added")).toEqual([]);
  });

  test("is labeled at the next start where the program was killed before", async () => {
    const { ledger, run } = runOf(() => undefined, done("01", { state: "skipped" }), done("02", onOne), done("03"));
    expect(await run()).toBe("completed");
    expect(ledger.facts.filter(({ type }) => type === "label.added")).toHaveLength(1);
  });
});
