import { describe, expect, test } from "vitest";
import { RemoteError } from "../../../src/engine/git/remote/remote-failure.ts";
import { MilestoneError } from "../../../src/engine/model/errors.ts";
import type { GateFinding } from "../../../src/engine/model/findings/gate-finding.ts";
import type { IssueProgress } from "../../../src/engine/model/progress.ts";
import type { StepName } from "../../../src/engine/model/steps.ts";
import { pendingStop, stopFromError } from "../../../src/engine/questions/catalog.ts";
import { STOPS } from "../../../src/engine/questions/stops.ts";
import { record } from "../../support/issue.ts";

const settings = { milestone: "m3", scopeTags: ["auth"], fixAttempts: 2 };
const finding = (gate: GateFinding["gate"], tier: GateFinding["tier"] = "hard"): GateFinding => ({
  gate,
  rule: "r",
  tier,
  verdict: "v",
  file: "a.ts",
  object: "o",
  message: "m",
  remedy: "",
  fingerprint: `${gate}-${tier}`,
});
const tests = { passed: false, failed: ["one"], tail: "" };
const remark = { title: "t", file: "a.ts", severity: "warning", detail: "" } as const;

describe("the stop that an issue's record asks for", () => {
  test.each<[string, Partial<IssueProgress>, string | undefined]>([
    ["nothing was found", { finished: ["auto-fix", "gates", "tests", "review", "ci"] }, undefined],
    [
      "lint fails",
      { finished: ["auto-fix"], failedChecks: [{ name: "lint", command: "l", tail: "" }] },
      "checks-failing",
    ],
    ["a secret", { finished: ["gates"], findings: [finding("secrets", "safety")] }, "secret"],
    ["a file that cannot be searched", { finished: ["gates"], findings: [finding("secrets")] }, "unread-file"],
    ["a breaking migration", { finished: ["gates"], findings: [finding("schema")] }, "breaking-schema"],
    ["a license", { finished: ["gates"], findings: [finding("dependencies")] }, "licence"],
    ["another area", { finished: ["gates"], findings: [finding("scope")] }, "scope"],
    ["too large", { finished: ["gates"], findings: [finding("size")] }, "large-diff"],
    ["a protected surface", { finished: ["gates"], findings: [finding("surface")] }, "protected-surface"],
    ["what only gets a label", { finished: ["gates"], findings: [finding("schema", "elevated")] }, undefined],
    [
      "the worst of several",
      { finished: ["gates"], findings: [finding("surface"), finding("schema")] },
      "breaking-schema",
    ],
    ["findings of gates that did not finish", { findings: [finding("schema")] }, undefined],
    ["red tests", { finished: ["tests"], tests }, "tests-failing"],
    ["a review", { finished: ["review"], review: [remark] }, "review"],
    ["requested changes", { finished: ["ci"], review: [remark] }, "review"],
    ["red checks", { finished: ["ci"], failedRuns: [{ name: "build" }] }, "ci-failing"],
  ])("%s", (_, issue, kind) => {
    expect(pendingStop(record("01", issue), settings)?.kind).toBe(kind);
  });

  test("what was approved is not asked again, until it changes", () => {
    const approvals = [{ stop: "scope", fingerprints: ["scope-hard"], at: "" }];
    const issue = record("01", { finished: ["gates"], findings: [finding("scope")], approvals });
    expect(pendingStop(issue, settings)).toBeUndefined();
    const changed = { ...issue, findings: [{ ...finding("scope"), fingerprint: "other" }] };
    expect(pendingStop(changed, settings)).toMatchObject({ kind: "scope", fingerprints: ["other"] });
  });

  test("the attempt is the number of the fix on offer", () => {
    const issue = record("01", { finished: ["tests"], tests, fixes: { "tests-failing": 1 } });
    expect(pendingStop(issue, settings)?.attempt).toEqual({ number: 2, of: 2 });
  });
});

describe("the stop that a failure means", () => {
  test.each<[Error, StepName | undefined, string | undefined]>([
    [new RemoteError("Permission denied (publickey)", "detail"), "push", "push-failed"],
    [new MilestoneError("push", "protected"), "push", "protected-branch"],
    [new MilestoneError("forge", "down"), "pull-request", "pull-request-failed"],
    [new MilestoneError("forge", "down"), undefined, "forge-error"],
    [new MilestoneError("git", "broken"), "commit", "forge-error"],
    [new MilestoneError("agent", "missing"), "implement", "agent-failed"],
    [new MilestoneError("config", "wrong"), undefined, undefined],
    [new TypeError("a bug"), "push", undefined],
  ])("%s in step %s", (error, step, kind) => {
    expect(stopFromError(error, step)?.kind).toBe(kind);
  });
});

test("every kind has a name of its own, and its words", () => {
  expect(new Set(STOPS.map(({ kind }) => kind)).size).toBe(STOPS.length);
  expect(STOPS.filter(({ words }) => words.name === "" || words.short === "")).toEqual([]);
});
