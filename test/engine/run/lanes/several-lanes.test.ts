import { describe, expect, test } from "vitest";
import type { PullStatus } from "../../../../src/engine/forges/forge.ts";
import type { Outcome } from "../../../../src/engine/issue/step-task.ts";
import { MilestoneError } from "../../../../src/engine/model/errors.ts";
import { STEPS } from "../../../../src/engine/model/steps.ts";
import type { Command, Question } from "../../../../src/engine/model/stop.ts";
import { agentFailed } from "../../../../src/engine/questions/kinds/agent/agent-failed.ts";
import { stopOf } from "../../../../src/engine/questions/stop-definition.ts";
import { createLaneLimit } from "../../../../src/engine/run/lanes/lane-limit.ts";
import { emptyProgress } from "../../../../src/state/progress/reduce.ts";
import { fakeRun, passedStatus } from "../../../support/coordinator.ts";
import { planOf, plannedIssue, record } from "../../../support/issue.ts";
import { configWith } from "../../../support/step.ts";

const MERGED = { state: "merged" } as const;
const LANE_STEPS = STEPS.filter((step) => step !== "ci");
const crashed: Outcome = { kind: "stop", stop: stopOf(agentFailed, { of: "error", message: "It crashed" }) };

describe("a run with several lanes", () => {
  const independent = planOf(["01", "02", "03"].map((id) => plannedIssue(id)));

  test("works on independent issues side by side, and closes the phase after the last one", async () => {
    const { ledger, performed, asked, run } = fakeRun({ plan: independent, lanes: 3 });
    expect(await run()).toBe("completed");
    expect(performed.slice(0, 3).sort()).toEqual(["1: 01 worktree", "2: 02 worktree", "3: 03 worktree"]);
    expect(asked.map(({ stop }) => stop.kind)).toEqual(["phase-boundary"]);
    expect(Object.values(ledger.progress.issues).map(({ state }) => state)).toEqual(["done", "done", "done"]);
  });

  test("two that stop at once are two questions, and the third goes on", async () => {
    const open = new Map<string, (command: Command) => void>();
    const { ledger, run } = fakeRun({
      plan: independent,
      lanes: 3,
      script: ({ step, issue }) => (step === "implement" && issue.id !== "03" ? Promise.resolve(crashed) : undefined),
      answer: (question: Question) => {
        if (question.stop.evidence.of === "phase") return "continue";
        const { promise, resolve } = Promise.withResolvers<Command>();
        open.set(question.id, resolve);
        return promise;
      },
    });
    const ended = run();
    while (open.size < 2 || ledger.progress.issues["03"]?.state !== "done")
      await new Promise((resolve) => setImmediate(resolve));
    expect([...open.keys()].sort()).toEqual(["q1", "q2"]);
    open.get("q2")?.("skip");
    open.get("q1")?.("skip");
    expect(await ended).toBe("completed");
    expect(ledger.progress.decisions.map(({ question, issue }) => [question, issue])).toContainEqual(["q1", "01"]);
  });

  test("an abort in one lane ends the others", async () => {
    const canceled: string[] = [];
    const { ledger, run } = fakeRun({
      plan: independent,
      lanes: 2,
      script: ({ step, issue }, _, signal) => {
        if (step !== "implement") return undefined;
        if (issue.id === "01") return Promise.resolve(crashed);
        return new Promise((_resolve, reject) => {
          signal.addEventListener("abort", () => {
            canceled.push(issue.id);
            reject(signal.reason);
          });
        });
      },
    });
    expect(await run()).toBe("aborted");
    expect(canceled).toEqual(["02"]);
    expect(ledger.facts.at(-1)).toMatchObject({ type: "run.ended", reason: "aborted" });
  });

  test("an issue that waits for its checks gives its lane back, and one poll watches all that wait", async () => {
    const polled: (readonly number[])[] = [];
    let isGreen = false;
    const status = (number: number): PullStatus => ({
      ...passedStatus(number),
      ci: { state: isGreen ? "passed" : "running" },
    });
    const { ledger, performed, run } = fakeRun({
      plan: planOf(["01", "02", "03", "04"].map((id) => plannedIssue(id))),
      lanes: 2,
      forge: {
        status: (number) => Promise.resolve(status(number)),
        poll: (numbers) => {
          polled.push(numbers);
          isGreen = performed.filter((step) => step.endsWith("review")).length === 4;
          return Promise.resolve(numbers.map(status));
        },
      },
    });
    expect(await run()).toBe("completed");
    expect(Object.values(ledger.progress.issues).map(({ state }) => state)).toEqual(["done", "done", "done", "done"]);
    expect(new Set(performed.map((step) => step[0]))).toEqual(new Set(["1", "2"]));
    expect(polled.at(-1)).toHaveLength(4);
  });

  test("an issue whose work is committed gives its lane back while it asks, and takes one for the fix", async () => {
    const { promise: fix, resolve } = Promise.withResolvers<Command>();
    const finding = { title: "Rename it", file: "a.ts", severity: "warning", detail: "" } as const;
    const { ledger, performed, run } = fakeRun({
      plan: planOf(["01", "02", "03", "04"].map((id) => plannedIssue(id))),
      lanes: 2,
      script: ({ step, issue }) =>
        step === "review" && ["01", "02"].includes(issue.id) && issue.reviews === 0
          ? Promise.resolve({ kind: "done", result: { step: "review", findings: [finding] } })
          : undefined,
      forge: { review: () => Promise.resolve() },
      answer: ({ stop }) => (stop.evidence.of === "phase" ? "continue" : fix),
    });
    const ended = run();
    const isDone = (id: string) => ledger.progress.issues[id]?.state === "done";
    while (!isDone("03") || !isDone("04")) await new Promise((next) => setImmediate(next));
    expect(new Set(ledger.progress.questions.map(({ issue }) => issue))).toEqual(new Set(["01", "02"]));
    resolve("fix");
    expect(await ended).toBe("completed");
    expect(performed.filter((step) => step.endsWith(" fix"))).toHaveLength(2);
    expect(ledger.facts.filter(({ type }) => type === "issue.restarted")).toEqual([]);
  });

  test("an issue that waits for a lane learns of commits that somebody pushed meanwhile", async () => {
    const finding = { title: "Rename it", file: "a.ts", severity: "warning", detail: "" } as const;
    const { promise: othersEnd, resolve } = Promise.withResolvers<undefined>();
    const fixed: (string | undefined)[] = [];
    const { ledger, performed, run } = fakeRun({
      plan: independent,
      lanes: 2,
      script: ({ step, issue }) => {
        if (step === "implement" && issue.id !== "01") return othersEnd;
        if (step === "fix") fixed.push(issue.commit);
        return step === "review" && issue.id === "01" && issue.reviews === 0
          ? Promise.resolve({ kind: "done", result: { step: "review", findings: [finding] } })
          : undefined;
      },
      forge: { review: () => Promise.resolve() },
      answer: async ({ stop }) => {
        if (stop.evidence.of === "phase") return "continue";
        while (!performed.includes("1: 03 implement")) await new Promise((next) => setImmediate(next));
        return "fix";
      },
    });
    const ended = run();
    while (ledger.progress.issues["01"]?.fixing === undefined) await new Promise((next) => setImmediate(next));
    const pull = { number: 1, title: "", state: "open" } as const;
    await ledger.record({ type: "pull.observed", issue: "01", pull, head: "theirs" });
    resolve(undefined);
    expect(await ended).toBe("completed");
    expect(fixed).toEqual(["theirs"]);
  });

  test("a bug in one lane ends the run even while the run itself waits for an answer", async () => {
    const { asked, run } = fakeRun({
      plan: independent,
      lanes: 2,
      script: async ({ step, issue }) => {
        if (step !== "implement" || issue.id !== "01") return undefined;
        while (asked.length === 0) await new Promise((next) => setImmediate(next));
        throw new Error("A bug");
      },
      forge: { pullsInto: () => Promise.reject(new MilestoneError("forge", "It does not answer")) },
      answer: () => new Promise<never>(() => {}),
    });
    await expect(run()).rejects.toThrow("A bug");
    expect(asked.map(({ stop, issue }) => [stop.kind, issue])).toEqual([["forge-error", undefined]]);
  });

  test("an issue with work that is not committed keeps its lane while it asks", async () => {
    const { promise: fix, resolve } = Promise.withResolvers<Command>();
    let failed = false;
    const { performed, run } = fakeRun({
      plan: independent,
      lanes: 2,
      script: ({ step, issue }) => {
        if (step !== "tests" || issue.id !== "01" || failed) return undefined;
        failed = true;
        const result = { passed: false, failed: ["adds"], tail: "" };
        return Promise.resolve({ kind: "done", result: { step: "tests", result, findings: [] } });
      },
      answer: ({ stop }) => (stop.evidence.of === "phase" ? "continue" : fix),
    });
    const ended = run();
    while (!performed.includes("2: 03 review")) await new Promise((next) => setImmediate(next));
    resolve("fix");
    expect(await ended).toBe("completed");
    expect(performed).toContain("1: 01 fix");
  });

  test("with one lane an issue keeps it, and the next one starts after it", async () => {
    const green = new Set<number>();
    const { performed, run } = fakeRun({
      plan: independent,
      forge: {
        status: (number) => {
          const ci = green.has(number) ? ({ state: "passed" } as const) : ({ state: "running" } as const);
          green.add(number);
          return Promise.resolve({ ...passedStatus(number), ci });
        },
      },
    });
    expect(await run()).toBe("completed");
    expect(performed.map((step) => step.slice(3, 5))).toEqual(
      ["01", "02", "03"].flatMap((id) => LANE_STEPS.map(() => id)),
    );
  });

  test("the number of lanes is recorded, and may change while they work", async () => {
    const laneLimit = createLaneLimit(1, 8);
    const { promise: othersBegin, resolve } = Promise.withResolvers<undefined>();
    const { ledger, performed, run } = fakeRun({
      plan: independent,
      script: ({ step, issue }) => {
        laneLimit.set(3);
        return step === "implement" && issue.id === "01" ? othersBegin : undefined;
      },
      context: { laneLimit },
    });
    const ended = run();
    while (!performed.includes("2: 02 worktree") || !performed.includes("3: 03 worktree"))
      await new Promise((next) => setImmediate(next));
    resolve(undefined);
    expect(await ended).toBe("completed");
    expect(ledger.facts.filter(({ type }) => type === "lanes.changed")).toMatchObject([{ lanes: 3 }]);
    expect(ledger.progress.lanes).toBe(3);
  });

  test("issues that were interrupted in more lanes than there are now go on, one after the other", async () => {
    const issues = Object.fromEntries(
      ["01", "02", "03"].map((id, index) => [
        id,
        record(id, { branch: `feat/${id}`, worktree: `/nowhere/m3/${index + 1}`, finished: ["worktree", "implement"] }),
      ]),
    );
    const { performed, run } = fakeRun({ plan: independent, progress: { ...emptyProgress("m3"), issues } });
    expect(await run()).toBe("completed");
    expect(performed.filter((step) => step.endsWith("auto-fix"))).toEqual([
      "1: 01 auto-fix",
      "2: 02 auto-fix",
      "3: 03 auto-fix",
    ]);
  });

  test("a limit of open pull requests starts no further issue until one was merged", async () => {
    let looks = 0;
    const pulls = () => {
      looks += 1;
      const isMerged = looks > 5;
      return Promise.resolve([1, 2, 3].map((number) => ({ ...passedStatus(number).pull, ...(isMerged && MERGED) })));
    };
    const { ledger, performed, run } = fakeRun({
      plan: independent,
      lanes: 3,
      forge: { pullsInto: pulls },
      context: { config: configWith({ limits: { openPulls: 2 } }) },
    });
    const ended = run();
    const isHeldBack = () => looks <= 5;
    while (isHeldBack()) {
      expect(performed.filter((step) => step.endsWith("03 worktree"))).toEqual([]);
      await new Promise((next) => setImmediate(next));
    }
    expect(await ended).toBe("completed");
    expect(ledger.emitted).toContainEqual(
      expect.objectContaining({
        type: "waiting",
        reason: expect.stringContaining("limits.openPulls"),
        commands: ["retry"],
      }),
    );
    expect(ledger.progress.issues["03"]?.state).toBe("done");
  });
});
