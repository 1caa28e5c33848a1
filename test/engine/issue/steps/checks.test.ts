import { describe, expect, test } from "vitest";
import { autoFix } from "../../../../src/engine/issue/steps/auto-fix.ts";
import { runGates } from "../../../../src/engine/issue/steps/gates.ts";
import { test as testStep } from "../../../../src/engine/issue/steps/tests.ts";
import type { GateFinding } from "../../../../src/engine/model/findings/gate-finding.ts";
import { configWith, stepFor } from "../../../support/step.ts";

describe("auto-fix", () => {
  const commands = { lint: "lint", lintFix: "fix", typecheck: "types" };

  test.each([
    ["everything passes", {}, [], { fixed: [], failed: [] }],
    ["lint fails before and after the fix", { lint: 1 }, ["a.ts"], { fixed: ["lint"], failed: ["lint"] }],
    ["the fix changes nothing", { lint: 1 }, [], { fixed: [], failed: ["lint"] }],
    ["lint fails until the fix", { lint: [1, 0] }, ["a.ts"], { fixed: ["lint"], failed: [] }],
    ["types fail", { types: 2 }, [], { fixed: [], failed: ["typecheck"] }],
  ])("%s", async (_, exitCodes, staged, expected) => {
    const stage = () => Promise.resolve(staged);
    const { context } = stepFor("auto-fix", { config: commands, exitCodes, worktree: { stage } });
    const outcome = await autoFix(context);
    const result = outcome.kind === "done" && outcome.result.step === "auto-fix" ? outcome.result : undefined;
    expect({ fixed: result?.fixed, failed: result?.failed.map(({ name }) => name) }).toEqual(expected);
  });
});

describe("gates", () => {
  test("the findings and the size of the change are the result", async () => {
    const finding: GateFinding = {
      gate: "scope",
      rule: "r",
      tier: "hard",
      verdict: "out-of-scope",
      file: "a.ts",
      object: "billing",
      message: "m",
      remedy: "",
      fingerprint: "f",
    };
    const { context } = stepFor("gates", {
      lane: {
        judges: {
          gates: [{ name: "scope", judge: () => Promise.resolve([finding]) }],
          coverage: { name: "coverage", judge: () => Promise.resolve([]) },
          policyFor: (root) => ({ ...configWith(), root, databaseUrl: undefined }),
        },
      },
    });
    expect(await runGates(context)).toMatchObject({
      kind: "done",
      result: { step: "gates", findings: [finding], change: { files: ["src/a.ts"], lines: 3 } },
    });
  });
});

describe("tests", () => {
  test.each([
    ["no test command is known", {}, {}, { result: undefined, findings: [] }],
    ["they pass", { test: { command: "run" } }, {}, { result: { passed: true }, findings: [] }],
    ["they fail", { test: { command: "run" } }, { run: 1 }, { result: { passed: false }, findings: [] }],
  ])("%s", async (_, config, exitCodes, expected) => {
    const outcome = await testStep(stepFor("tests", { config, exitCodes }).context);
    expect(outcome).toMatchObject({ kind: "done", result: { step: "tests", ...expected } });
  });
});
