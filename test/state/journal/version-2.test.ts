// A state folder that version 0.1.0 wrote: test/fixtures/state/version-2. Its journal is ahead of its progress
// document.
import { cpSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { nextStep } from "../../../src/engine/issue/next-step.ts";
import { changedSinceSaved, discardFingerprints } from "../../../src/engine/issue/tamper-check/saved-fingerprints.ts";
import { loadState } from "../../../src/state/journal/load-state.ts";
import { plannedIssue } from "../../support/issue.ts";
import { temporaryFolder } from "../../support/repository.ts";

const FIXTURE = join(import.meta.dirname, "../../fixtures/state/version-2");
const settings = { without: [], milestone: "m3", scopeTags: [], fixAttempts: 2 };

test("the state of its issues is read with the current names", async () => {
  const { progress, notices } = await loadState(FIXTURE, "m3");
  expect(notices).toEqual([]);
  const issue = progress.issues["01"];
  expect(issue).toMatchObject({ currentStep: "fix", acknowledgedReviews: ['["Rename it","src/a.ts",3]'], round: 0 });
  expect(issue?.fixing?.stop.kind).toBe("review");
  expect(progress.spent["01"]).toEqual({ turns: 2, tokens: 1200, unreported: { tokens: 0, usd: 1 } });
  expect(issue?.labels.map(({ label }) => label)).toEqual(["needs-dep-review", "needs-human"]);
});

test("its worktree is named where lane 1 has it now", async () => {
  const { progress } = await loadState(FIXTURE, "m3");
  expect(progress.issues["01"]?.worktree).toMatch(/\.worktrees\/m3\/1$/);
});

test("its open question is asked again, with its hint", async () => {
  const { progress } = await loadState(FIXTURE, "m3");
  const issue = progress.issues["03"];
  if (issue === undefined) throw new Error("Issue 03 is missing");
  expect(nextStep(plannedIssue("03"), issue, progress, settings)).toMatchObject({
    kind: "ask-again",
    question: { id: "q2", stop: { evidence: { hint: "Run claude /login." } } },
  });
});

test("a fix that was answered continues", async () => {
  const { progress } = await loadState(FIXTURE, "m3");
  const issue = progress.issues["01"];
  if (issue === undefined) throw new Error("Issue 01 is missing");
  expect(nextStep(plannedIssue("01"), issue, progress, settings)).toEqual({ kind: "step", step: "fix" });
});

test("fingerprints of an agent that was killed are compared, and then removed", async () => {
  const stateFolder = temporaryFolder();
  cpSync(FIXTURE, stateFolder, { recursive: true });
  const owner = { stateFolder, repository: { root: stateFolder, isProtected: () => false } };
  expect(await changedSinceSaved(owner, "01")).toMatchObject({ changed: ["config"] });
  await discardFingerprints(owner, "01");
  expect(await changedSinceSaved(owner, "01")).toBeUndefined();
});
