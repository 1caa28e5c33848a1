import { describe, expect, test } from "vitest";
import type { Pull } from "../../../../src/engine/forges/forge.ts";
import { MilestoneError } from "../../../../src/engine/model/errors.ts";
import { adoptLostPull } from "../../../../src/engine/run/pulls/adopt-lost-pull.ts";
import { emptyProgress } from "../../../../src/state/progress/reduce.ts";
import { passedStatus } from "../../../support/coordinator.ts";
import { planOf, plannedIssue, record } from "../../../support/issue.ts";
import { memoryLedger } from "../../../support/memory-ledger.ts";

const plan = planOf([plannedIssue("01")]);
const { signal } = new AbortController();
const OPENED: Pull = { ...passedStatus(7).pull, marker: `${plan.milestone}/01` };

function adopt(pullsOf: () => Promise<readonly Pull[]>, change: Parameters<typeof record>[1]) {
  const issues = { "01": record("01", { branch: "feat/01", currentStep: "pull-request", ...change }) };
  const ledger = memoryLedger({ ...emptyProgress("m3"), issues });
  return adoptLostPull({ plan, ledger, forge: { pullsOf }, signal }, "01").then(
    () => ledger.progress.issues["01"]?.pull?.number,
  );
}

describe("a pull request that was opened although the answer was lost", () => {
  test.each([
    ["is found by its marker", [OPENED], {}, 7],
    ["is not one of another program", [{ ...OPENED, marker: undefined }], {}, undefined],
    ["is not looked for before the step", [OPENED], { currentStep: "push" }, undefined],
  ] as const)("%s", async (_, pulls, change, expected) => {
    expect(await adopt(() => Promise.resolve(pulls), change)).toBe(expected);
  });

  test("is left alone where the forge does not answer", async () => {
    expect(await adopt(() => Promise.reject(new MilestoneError("forge", "It does not answer")), {})).toBe(undefined);
  });
});
