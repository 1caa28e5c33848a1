import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Forge } from "../../../src/engine/forges/forge.ts";
import type { Outcome } from "../../../src/engine/issue/step-task.ts";
import { MilestoneError, RunEnded } from "../../../src/engine/model/errors.ts";
import { STEPS } from "../../../src/engine/model/steps.ts";
import type { Command } from "../../../src/engine/model/stop.ts";
import { agentFailed } from "../../../src/engine/questions/kinds/agent/agent-failed.ts";
import { stopOf } from "../../../src/engine/questions/stop-definition.ts";
import { fakeRun } from "../../support/coordinator.ts";
import { planOf, plannedIssue, progressOf, record } from "../../support/issue.ts";
import { configWith } from "../../support/step.ts";

const on = (...ids: string[]) => ({ dependencies: ids.map((issue) => ({ raw: `#${issue}`, issue })) });
const plan = planOf([plannedIssue("01"), plannedIssue("02", on("01"))], [plannedIssue("03")]);
/** The steps that need a lane: all but `ci`. */
const LANE_STEPS = STEPS.filter((step) => step !== "ci");
const crashed: Outcome = { kind: "stop", stop: stopOf(agentFailed, { of: "error", message: "It crashed" }) };

describe("a run with one lane", () => {
  test("works through phases and issues in order, and asks at each phase boundary", async () => {
    const { ledger, performed, asked, path, run } = fakeRun({ plan });
    expect(await run()).toBe("completed");
    expect(performed).toEqual(["01", "02", "03"].flatMap((id) => LANE_STEPS.map((step) => `1: ${id} ${step}`)));
    expect(asked.map(({ stop }) => stop.evidence)).toEqual([
      { of: "phase", phase: 1 },
      { of: "phase", phase: 2 },
    ]);
    expect(ledger.progress.completed).toBe(true);
    expect(readFileSync(path, "utf8")).toContain("PR #3");
  });

  test("a step's intent is recorded before it, and its result after it", async () => {
    const intents: unknown[] = [];
    const { ledger, run } = fakeRun({
      plan: planOf([plannedIssue("01")]),
      script: ({ step }) => {
        intents.push(ledger.facts.at(-1));
        expect(intents.at(-1)).toMatchObject({ type: "step.started", step });
        return undefined;
      },
    });
    expect(await run()).toBe("completed");
    expect(intents).toHaveLength(LANE_STEPS.length);
    const steps = ledger.facts.flatMap((fact) =>
      fact.type === "step.started"
        ? [`${fact.step} started`]
        : fact.type === "step.finished"
          ? [`${fact.result.step} finished`]
          : [],
    );
    expect(steps).toEqual(STEPS.flatMap((step) => [`${step} started`, `${step} finished`]));
  });

  test.each<[Command, string, number]>([
    ["retry", "done", 2],
    ["skip", "skipped", 1],
  ])("a stop that is answered with %s leaves the issue %s", async (command, state, tries) => {
    let implemented = 0;
    const { ledger, run } = fakeRun({
      plan: planOf([plannedIssue("01")]),
      script: ({ step }) => {
        if (step !== "implement") return undefined;
        implemented += 1;
        return Promise.resolve(implemented === 1 ? crashed : undefined);
      },
      answer: ({ stop }) => (stop.evidence.of === "phase" ? "continue" : command),
    });
    expect(await run()).toBe("completed");
    expect(ledger.progress.issues["01"]?.state).toBe(state);
    expect(implemented).toBe(tries);
  });

  test("what depends on a skipped issue is skipped with that reason", async () => {
    const { ledger, run } = fakeRun({
      plan,
      script: ({ step, issue }) => (step === "implement" && issue.id === "01" ? Promise.resolve(crashed) : undefined),
      answer: ({ stop }) => (stop.evidence.of === "phase" ? "continue" : "skip"),
    });
    await run();
    expect(ledger.progress.issues["02"]?.skipped).toEqual({ reason: "depends on skipped #01" });
  });

  test("a fix leads back to auto-fix, and everything is judged again", async () => {
    let reviews = 0;
    const finding = { title: "Leak", file: "a.ts", severity: "critical", detail: "" } as const;
    const { performed, run } = fakeRun({
      plan: planOf([plannedIssue("01")]),
      script: ({ step }) => {
        if (step !== "review") return undefined;
        reviews += 1;
        return Promise.resolve({ kind: "done", result: { step, findings: reviews === 1 ? [finding] : [] } });
      },
      answer: ({ stop }) => (stop.evidence.of === "phase" ? "continue" : "fix"),
    });
    await run();
    const review = performed.indexOf("1: 01 review");
    expect(performed.slice(review + 1, review + 4)).toEqual(["1: 01 fix", "1: 01 auto-fix", "1: 01 gates"]);
    expect(reviews).toBe(2);
  });

  test("a step that needs a newer base gets it, and is taken again", async () => {
    const fresh: boolean[] = [];
    const { run } = fakeRun({
      plan: planOf([plannedIssue("01")]),
      script: ({ step, isBaseFresh }) => {
        if (step !== "push") return undefined;
        fresh.push(isBaseFresh);
        return Promise.resolve(isBaseFresh ? undefined : { kind: "need", need: "newer-base" });
      },
    });
    expect(await run()).toBe("completed");
    expect(fresh).toEqual([false, true]);
  });

  test("a full disk is waited for, and the step is repeated", async () => {
    const repeated: boolean[] = [];
    const { ledger, run } = fakeRun({
      plan: planOf([plannedIssue("01")]),
      script: (task) => {
        if (task.step !== "commit") return undefined;
        repeated.push(task.repeated);
        if (repeated.length > 1) return undefined;
        return Promise.reject(Object.assign(new Error("write: no space"), { code: "ENOSPC" }));
      },
    });
    expect(await run()).toBe("completed");
    expect(repeated).toEqual([false, true]);
    expect(ledger.emitted).toContainEqual(expect.objectContaining({ type: "waiting", reason: "write: no space" }));
  });

  test("a review that cannot be published is asked about, and not done again", async () => {
    const finding = { title: "Leak", file: "a.ts", severity: "warning", detail: "" } as const;
    const published: unknown[] = [];
    const review: Forge["review"] = (number) => {
      published.push(number);
      return published.length === 1 ? Promise.reject(new MilestoneError("forge", "502")) : Promise.resolve();
    };
    const { asked, performed, run } = fakeRun({
      plan: planOf([plannedIssue("01")]),
      forge: { review },
      script: ({ step }) =>
        step === "review" ? Promise.resolve({ kind: "done", result: { step, findings: [finding] } }) : undefined,
      answer: ({ stop }) =>
        stop.evidence.of === "phase" ? "continue" : stop.kind === "forge-error" ? "retry" : "skip",
    });
    await run();
    expect(asked.map(({ stop }) => stop.kind)).toEqual(["forge-error", "review", "phase-boundary"]);
    expect(performed.filter((step) => step === "1: 01 review")).toHaveLength(1);
    expect(published).toEqual([1, 1]);
  });

  test("a full disk while a review is published is waited for, and the review is not done again", async () => {
    let tries = 0;
    const finding = { title: "Leak", file: "a.ts", severity: "warning", detail: "" } as const;
    const full = Object.assign(new Error("no space"), { code: "ENOSPC" });
    const { performed, run } = fakeRun({
      plan: planOf([plannedIssue("01")]),
      forge: { review: () => ((tries += 1) === 1 ? Promise.reject(full) : Promise.resolve()) },
      script: ({ step }) =>
        step === "review" ? Promise.resolve({ kind: "done", result: { step, findings: [finding] } }) : undefined,
      answer: ({ stop }) => (stop.evidence.of === "phase" ? "continue" : "skip"),
    });
    expect(await run()).toBe("completed");
    expect(tries).toBe(2);
    expect(performed.filter((step) => step === "1: 01 review")).toHaveLength(1);
  });

  test("what an agent cost is recorded while the step is at work, and counts for its limits", async () => {
    const seen: unknown[] = [];
    const { ledger, run } = fakeRun({
      plan: planOf([plannedIssue("01")]),
      script: async ({ step, issue }, watch) => {
        if (step !== "implement") return undefined;
        await watch.record({ type: "usage.recorded", issue: issue.id, agent: "a", task: step, turns: 1, usd: 0.5 });
        const reservation = await watch.reserve({ agent: "a", kind: step }, new AbortController().signal);
        seen.push(ledger.progress.spent["01"], reservation.ok ? reservation.allowances() : reservation);
        return undefined;
      },
      context: { config: configWith({ limits: { usd: 2 } }) },
    });
    await run();
    expect(seen).toMatchObject([{ turns: 1, usd: 0.5 }, [{ setting: "usd", most: 2, spent: 0.5 }]]);
  });

  test("a bug in a step is thrown, and is no stop", async () => {
    const { run } = fakeRun({ plan, script: () => Promise.reject(new TypeError("a bug")) });
    await expect(run()).rejects.toThrow("a bug");
  });

  test("a step that was begun before a kill is repeated, after the lane got its work back", async () => {
    const repeated: boolean[] = [];
    const before = record("01", { branch: "feat/01", finished: ["worktree"], currentStep: "implement" });
    const { ledger, performed, run } = fakeRun({
      plan: planOf([plannedIssue("01")]),
      progress: progressOf([before], { validated: true, phases: { 1: "running" } }),
      script: (task) => {
        repeated.push(task.repeated);
        return undefined;
      },
    });
    expect(await run()).toBe("completed");
    expect(performed[0]).toBe("1: 01 implement");
    expect(repeated.slice(0, 2)).toEqual([true, false]);
    expect(ledger.facts.map(({ type }) => type)).toContain("issue.resumed");
  });

  test("an interruption ends the run after it was recorded", async () => {
    const interruption = new AbortController();
    const { ledger, run } = fakeRun({
      plan,
      script: () => {
        interruption.abort(new RunEnded("interrupted"));
        return undefined;
      },
      context: { signal: interruption.signal },
    });
    expect(await run()).toBe("interrupted");
    expect(ledger.facts.at(-1)).toMatchObject({ type: "run.ended", reason: "interrupted" });
  });
});
