// Limits of agent usage: a run stops where a limit is reached, names the limit, and continues once it is raised.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { acpMilestone, implementing } from "../support/acp-milestone.ts";
import { linesOf, testMilestone, type TestMilestone } from "../support/milestone.ts";
import type { Step } from "../support/scripted-acp-agent.ts";
import { until } from "../support/until.ts";

const AUTONOMOUS = ["m3", "--plain", "--autonomous"];
const work: Step = { write: "src/a.txt", content: "a\n" };

const metrics = ({ root }: TestMilestone) =>
  JSON.parse(readFileSync(join(root, "docs/milestones/m3/metrics.json"), "utf8"));
/** The two lines after the headline of the stop. */
const reasonIn = (stdout: string) =>
  linesOf(stdout).slice(linesOf(stdout).indexOf("🛑 Agent failed") + 1, linesOf(stdout).indexOf("🛑 Agent failed") + 3);

describe("a limit of the run", () => {
  test("in USD ends a task, still applies after a restart, and ends once it is raised", async () => {
    const milestone = acpMilestone(implementing({ cost: 3 }, { sleep: 3_600_000 }), { limits: { usd: 2 } });
    const first = await milestone.run(AUTONOMOUS);
    const reason = [
      "Error: The spending limit of the run is reached: 3.00 USD of 2.00 USD spent (limits.usd)",
      "Raise limits.usd in the config to more than 3.00 USD, run the milestone again, and retry where it asks; " +
        "null takes the limit away.",
    ];
    expect(reasonIn(first.stdout)).toEqual(reason);
    expect(first.code).toBe(3);
    expect(reasonIn((await milestone.run(AUTONOMOUS)).stdout)).toEqual(reason);
    expect(milestone.calls().filter((call) => call.startsWith("start "))).toHaveLength(1);

    milestone.rescript({});
    milestone.reconfigure({ limits: { usd: 20 } });
    expect((await milestone.run([...AUTONOMOUS, "--metrics"])).code).toBe(0);
    expect(metrics(milestone).usage).toEqual({ turns: 3, tokens: null, usd: 3, atLeast: true });
  });

  test.each([
    [
      "tokens",
      { tokens: 1000 },
      "The token limit of the run is reached: 1,500 tokens of 1,000 tokens used (limits.tokens)",
    ],
    ["turns", { turns: 1 }, "The turn limit of the run is reached: 1 turn of 1 turn taken (limits.turns)"],
  ])("of %s stops before the next task", async (_, limits, reason) => {
    const milestone = acpMilestone(implementing(work, { tokens: 1500 }), { limits });
    const { code, stdout } = await milestone.run(AUTONOMOUS);
    expect(reasonIn(stdout)[0]).toBe(`Error: ${reason}`);
    expect(code).toBe(3);
    milestone.reconfigure({ limits: {} });
    expect((await milestone.run(AUTONOMOUS)).code).toBe(0);
    expect(milestone.calls().filter((call) => call.startsWith("prompt Implement"))).toHaveLength(1);
  });

  test("counts what was spent before an issue was started again", async () => {
    const milestone = acpMilestone(implementing({ cost: 3 }, { stop: "refusal" }), { limits: { usd: 5 } });
    expect((await milestone.run(["m3", "--plain"], ["skip", "continue"])).code).toBe(0);
    milestone.rescript(implementing(work, { cost: 2.5 }));
    const { stdout } = await milestone.run(["m3", "--plain", "--retry", "01"], ["abort"]);
    expect(stdout).toContain("5.50 USD of 5.00 USD spent (limits.usd)");
  });

  test("counts what was spent by a canceled task", async () => {
    const milestone = acpMilestone(implementing({ cost: 3 }, { say: "begun\n" }, { sleep: 3_600_000 }), {
      limits: { usd: 4 },
    });
    const { child, ended } = milestone.start(["m3", "--json"]);
    let output = "";
    child.stdout?.on("data", (text: string) => {
      output += text;
    });
    await until(() => output.includes("begun"));
    child.kill("SIGINT");
    await ended;
    milestone.rescript(implementing(work, { cost: 2 }));
    expect((await milestone.run(AUTONOMOUS)).stdout).toContain("5.00 USD of 4.00 USD spent (limits.usd)");
  });
});

describe("a limit of an issue", () => {
  test.each([
    [
      "USD",
      { usdPerIssue: 1 },
      "The spending limit of issue #01 is reached: 1.50 USD of 1.00 USD spent (limits.usdPerIssue)",
    ],
    [
      "tokens",
      { tokensPerIssue: 100 },
      "The token limit of issue #01 is reached: 400 tokens of 100 tokens used (limits.tokensPerIssue)",
    ],
    [
      "turns",
      { turnsPerIssue: 1 },
      "The turn limit of issue #01 is reached: 1 turn of 1 turn taken (limits.turnsPerIssue)",
    ],
  ])("in %s does not stop other issues", async (_, limits, reason) => {
    const milestone = acpMilestone(
      { turns: [{ match: "^Implement issue #01", steps: [work, { tokens: 400 }, { cost: 1.5 }] }] },
      { limits },
      [{ id: "01" }, { id: "02" }],
    );
    const { stdout, code } = await milestone.run(AUTONOMOUS);
    expect(reasonIn(stdout)[0]).toBe(`Error: ${reason}`);
    expect(linesOf(stdout)).toContain("⏭️ Skipped Issue #01");
    // The second issue also needs more than one turn, but gets its pull request first.
    expect((await milestone.pulls()).map(({ branch }) => branch)).toContain("feat/m3-102-do-thing-02");
    expect(code).toBe(0);
  });
});

describe("the price table", () => {
  const prices = { "gpt-x": { input: 1000, output: 2000 } };

  test("gives the cost of tokens where the agent does not report it", async () => {
    const milestone = acpMilestone(
      { model: "gpt-x", ...implementing(work, { tokens: 1500, output: 500 }) },
      { prices, limits: { usd: 1.5 } },
    );
    expect((await milestone.run(AUTONOMOUS)).stdout).toContain("2.00 USD of 1.50 USD spent (limits.usd)");
  });

  test("is not used where the agent reports its cost", async () => {
    const milestone = acpMilestone(
      { model: "gpt-x", ...implementing(work, { tokens: 1500, output: 500 }, { cost: 0.1 }) },
      { prices, limits: { usd: 1.5 } },
    );
    expect((await milestone.run([...AUTONOMOUS, "--metrics"])).code).toBe(0);
    expect(metrics(milestone).usage).toMatchObject({ usd: 0.1, tokens: 1500 });
  });

  test("without the agent's model leaves the cost unknown, and says so once", async () => {
    const milestone = acpMilestone(
      { model: "other", ...implementing(work, { tokens: 1500 }) },
      { prices, limits: { usd: 1.5 } },
    );
    const { stdout, code } = await milestone.run([...AUTONOMOUS, "--metrics"]);
    expect(code).toBe(0);
    const warnings = linesOf(stdout).filter((line) => line.includes("is unknown"));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain("`prices`");
    expect(linesOf(stdout)).toContain("  USD unknown, at least 1,500 tokens, 2 turns");
    expect(metrics(milestone).usage).toEqual({ turns: 2, tokens: 1500, usd: null, atLeast: true });
  });
});

describe("a command agent", () => {
  const reporting = (usage: object) =>
    testMilestone({
      issues: [{ id: "01", script: { implement: { write: { "src/a.txt": "a\n" }, usage } } }],
      config: { limits: { usd: 1 }, prices: { m: { input: 10, output: 100 } } },
    });

  test.each([
    ["USD", { usd: 1.25 }, "1.25 USD of 1.00 USD spent"],
    [
      "tokens of a model with a price",
      { model: "m", inputTokens: 100_000, outputTokens: 5_000 },
      "1.50 USD of 1.00 USD spent",
    ],
  ])("is limited by the %s in its result file", async (_, usage, reason) => {
    const { stdout, code } = await reporting(usage).run(AUTONOMOUS);
    expect(stdout).toContain(reason);
    expect(code).toBe(3);
  });

  test.each([[{}], [{ usd: "much" }], [{ usd: -5 }], [{ usd: 0 }], [{ tokens: 500 }]])(
    "without a valid cost is not limited: %j",
    async (usage) => {
      const { stdout, code } = await reporting(usage).run(AUTONOMOUS);
      expect(stdout).toMatch(/What .* spends is unknown/);
      expect(stdout).not.toContain("0.00 USD");
      expect(code).toBe(0);
    },
  );
});
