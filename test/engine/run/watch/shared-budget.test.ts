import { describe, expect, test } from "vitest";
import {
  exceededLimit,
  exhaustedLimit,
  type AgentUsage,
  type Limits,
  type Reservation,
} from "../../../../src/engine/model/budget.ts";
import type { TaskKind } from "../../../../src/engine/model/progress.ts";
import { createSharedBudget } from "../../../../src/engine/run/watch/shared-budget.ts";
import { memoryLedger } from "../../../support/memory-ledger.ts";
import { configWith } from "../../../support/step.ts";

const turn = () => new Promise((resolve) => setImmediate(resolve));

interface Asked {
  readonly issue: string;
  readonly kind?: TaskKind;
  readonly agent?: string;
  readonly signal?: AbortSignal;
}

/** A budget with tasks of several issues, and a log of what happens to them. */
function setup(limits: Partial<Limits>, ledger = memoryLedger()) {
  const budget = createSharedBudget(ledger, { ...configWith().limits, ...limits });
  const log: string[] = [];
  const record = (issue: string, usage: Partial<AgentUsage>, more: object = {}) =>
    ledger.record({
      type: "usage.recorded",
      issue,
      agent: "a",
      task: "implement",
      turns: 1,
      finished: true,
      ...usage,
      ...more,
    });

  const ask = ({ issue, kind = "implement", agent = "a", signal = new AbortController().signal }: Asked) => {
    let reservation: Reservation | undefined;
    const start = async () => {
      try {
        const answer = await budget.reserve({ issue, agent, kind }, signal, () => log.push(`${issue} waits`));
        log.push(answer.ok ? `${issue} starts` : `${issue} limit`);
        if (answer.ok) reservation = answer;
      } catch (error) {
        log.push(`${issue} ${error instanceof Error ? error.message : "failed"}`);
      }
    };
    void start();
    return {
      get reservation() {
        if (reservation === undefined) throw new Error(`#${issue} has not started`);
        return reservation;
      },
      async end(usage: Partial<AgentUsage>, more: object = {}) {
        await record(issue, usage, { agent, task: kind, ...more });
        this.reservation.end();
        await turn();
      },
    };
  };
  return { ledger, log, record, ask };
}

describe("a task that may start", () => {
  test("without a limit of the run does not wait for others", async () => {
    const { log, ask } = setup({ usdPerIssue: 1 });
    for (const issue of ["01", "02", "03"]) ask({ issue });
    await turn();
    expect(log).toEqual(["01 starts", "02 starts", "03 starts"]);
  });

  test("runs alone until the cost of such a task is known, then beside others that fit", async () => {
    const { log, ask } = setup({ usd: 10 });
    const tasks = ["01", "02", "03", "04", "05"].map((issue) => ask({ issue }));
    await turn();
    expect(log).toEqual(["02 waits", "03 waits", "04 waits", "05 waits", "01 starts"]);
    await tasks[0]?.end({ usd: 3 });
    // 3 are spent and 3 + 3 reserved, which leaves 1.
    expect(log.slice(5)).toEqual(["02 starts", "03 starts"]);
    await tasks[1]?.end({ usd: 1 });
    expect(log.slice(7)).toEqual(["04 starts"]);
    await tasks[2]?.end({ usd: 3 });
    await tasks[3]?.end({ usd: 2.5 });
    expect(log.slice(8)).toEqual(["05 starts"]);
    await tasks[4]?.end({ usd: 1 });
    const last = ask({ issue: "06" });
    await turn();
    expect(log.at(-1)).toBe("06 limit");
    expect(() => last.reservation).toThrow("not started");
  });

  test.each<[string, Partial<AgentUsage>, object, Partial<Asked>, boolean]>([
    ["of the same agent and kind", { usd: 1 }, {}, {}, true],
    ["of another kind", { usd: 1 }, { task: "review" }, {}, false],
    ["of another agent", { usd: 1 }, { agent: "b" }, {}, false],
    ["that was cut short", { usd: 1 }, { finished: false }, {}, false],
    ["whose cost the agent does not report", {}, {}, {}, true],
    ["recorded by an older version", { usd: 1 }, { finished: undefined }, {}, false],
  ])("after a task %s", async (_, usage, more, asked, isBeside) => {
    const { log, record, ask } = setup({ usd: 10 });
    await record("01", usage, more);
    ask({ issue: "02", ...asked });
    ask({ issue: "03", ...asked });
    await turn();
    expect(log.includes("03 starts")).toBe(isBeside);
  });

  test("whose cost is never reported waits for one that may use up all that is left", async () => {
    const { log, record, ask } = setup({ usd: 10 });
    await record("01", {}, { agent: "b" });
    const first = ask({ issue: "02" });
    ask({ issue: "03", agent: "b" });
    await turn();
    expect(log).toEqual(["03 waits", "02 starts"]);
    await first.end({ usd: 9 });
    expect(log.at(-1)).toBe("03 starts");
  });

  test("starts alone though less is left than such a task has cost", async () => {
    const { log, record, ask } = setup({ tokens: 1000 });
    await record("01", { tokens: 900 });
    const second = ask({ issue: "02" });
    ask({ issue: "03" });
    await turn();
    expect(log).toEqual(["03 waits", "02 starts"]);
    await second.end({ tokens: 100 });
    expect(log.at(-1)).toBe("03 limit");
  });

  test("knows after a restart what such tasks have cost", async () => {
    const before = setup({ usd: 10 });
    await before.record("01", { usd: 4 });
    await before.record("01", { usd: 2 });
    const { log, ask } = setup({ usd: 14 }, memoryLedger(before.ledger.progress));
    for (const issue of ["02", "03", "04"]) ask({ issue });
    await turn();
    expect(log).toEqual(["04 waits", "02 starts", "03 starts"]);
  });
});

describe("a task that waits", () => {
  test("is not overtaken by a smaller one", async () => {
    const { log, record, ask } = setup({ turns: 10 });
    await record("01", { turns: 4 });
    await record("01", { turns: 1 }, { task: "review" });
    const first = ask({ issue: "02" });
    ask({ issue: "03" });
    ask({ issue: "04", kind: "review" });
    await turn();
    expect(log).toEqual(["03 waits", "04 waits", "02 starts"]);
    await first.end({ turns: 1 });
    // 6 are spent, 4 reserved.
    expect(log.slice(3)).toEqual(["03 starts"]);
  });

  test("gives up when it is canceled, and those behind it go on", async () => {
    const { log, record, ask } = setup({ usd: 10 });
    await record("01", { usd: 5 });
    await record("01", { usd: 1 }, { task: "review" });
    const canceled = new AbortController();
    ask({ issue: "02", kind: "review" });
    ask({ issue: "03", signal: canceled.signal });
    ask({ issue: "04", kind: "review" });
    await turn();
    canceled.abort(new Error("canceled"));
    await turn();
    expect(log.slice(2)).toEqual(["02 starts", "03 canceled", "04 starts"]);
    await expect(async () => {
      const { reserve } = createSharedBudget(memoryLedger(), configWith().limits);
      await reserve({ issue: "05", agent: "a", kind: "fix" }, canceled.signal, () => {});
    }).rejects.toThrow("canceled");
  });

  test("waits longer where one that runs costs more than it reserved", async () => {
    const { log, record, ask } = setup({ usd: 10 });
    await record("01", { usd: 2 });
    const second = ask({ issue: "02" });
    await turn();
    second.reservation.use({ turns: 1, usd: 7 });
    ask({ issue: "03" });
    await turn();
    expect(log).toEqual(["02 starts", "03 waits"]);
  });
});

describe("a task at work", () => {
  test("leaves to others what they reserved, and may use the rest", async () => {
    const { record, ask } = setup({ usd: 10 });
    await record("01", { usd: 3 });
    const [second, third] = [ask({ issue: "02" }), ask({ issue: "03" })];
    await turn();
    const used = (usd: number) => exceededLimit(second.reservation.allowances(), { turns: 1, usd });
    expect(used(4)).toBeUndefined();
    expect(used(4.5)).toEqual({
      ok: false,
      reason: "limit",
      message:
        "The spending limit of the run is reached: " +
        "7.50 USD of 10.00 USD spent, 3.00 USD reserved for other issues at work (limits.usd)",
      detail: "",
      hint: "Retry: the task waits until those have ended.",
      final: undefined,
    });
    expect(exhaustedLimit(second.reservation.allowances(), { turns: 1, usd: 4 })).toBeDefined();
    await third.end({ usd: 1 });
    expect(used(4.5)).toBeUndefined();
    expect(used(6.5)).toMatchObject({
      message: "The spending limit of the run is reached: 10.50 USD of 10.00 USD spent (limits.usd)",
      final: "abort",
    });
  });

  test("the limits of its issue count only what the issue has cost", async () => {
    const { record, ask } = setup({ usd: 10, usdPerIssue: 4 });
    await record("01", { usd: 3 });
    const [first] = [ask({ issue: "01" }), ask({ issue: "02" })];
    await turn();
    expect(first.reservation.allowances()).toEqual([
      { setting: "usdPerIssue", unit: "usd", issue: "01", most: 4, spent: 3, reserved: 0 },
      { setting: "usd", unit: "usd", issue: undefined, most: 10, spent: 3, reserved: 3 },
    ]);
  });
});
