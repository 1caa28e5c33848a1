import { describe, expect, test } from "vitest";
import type { Fact } from "../../../src/engine/model/facts.ts";
import type { Label } from "../../../src/engine/model/findings/labels.ts";
import type { Progress } from "../../../src/engine/model/progress.ts";
import type { Command, StopKind } from "../../../src/engine/model/stop.ts";
import { emptyProgress, reduce } from "../../../src/state/progress/reduce.ts";
import { currentIssues, currentPhase, issueCounts, openPulls } from "../../../src/state/progress/selectors.ts";
import { milestoneSummary } from "../../../src/state/progress/summary.ts";
import { stamped } from "../../support/facts.ts";

describe("summary", () => {
  test("of the integrated workflow has the figures of its transcript", () => {
    expect(milestoneSummary(integratedWorkflow())).toEqual({
      issues: { total: 13, done: 12, current: 0, remaining: 0, skipped: 1 },
      skipped: [{ id: "07", title: "Issue 07", cause: "test failures", reason: "Test failures - cache timing issues" }],
      pulls: {
        created: 12,
        open: 12,
        clean: 9,
        warnings: 0,
        fixed: { count: 2, stops: ["code review"] },
        approved: { count: 1, stops: ["breaking schema"] },
      },
      labels: [
        { label: "needs-db-review", count: 1 },
        { label: "needs-dep-review", count: 1 },
      ],
      commands: [
        { command: "continue", count: 3, stops: ["phase boundaries"] },
        { command: "fix", count: 3, stops: ["code review", "tests"] },
        { command: "skip", count: 1, stops: ["test failures"] },
        { command: "approve", count: 1, stops: ["breaking schema"] },
      ],
      gates: [
        { of: "plan", verdict: "passed", warnings: 2 },
        { of: "phase", phase: 1, verdict: "approved" },
        { of: "phase", phase: 2, verdict: "approved" },
        { of: "phase", phase: 3, verdict: "approved" },
      ],
      into: "develop",
      tag: "v0.4.1",
    });
  });

  test.each<[string, readonly Fact[], keyof ReturnType<typeof milestoneSummary>["pulls"]]>([
    ["no events", [], "clean"],
    ["a label for a person to look at", [label("03", "sensitive-review")], "warnings"],
    ["a routine label", [label("03", "lockfile-update")], "clean"],
    [
      "a protected surface that was answered with continue",
      [...answer("03", "protected-surface", "continue"), label("03", "needs-human")],
      "warnings",
    ],
    ["a fix and a label", [...answer("03", "tests-failing", "fix"), label("03", "needs-human")], "fixed"],
    ["an approval after a fix", [...answer("03", "review", "fix"), ...answer("03", "scope", "approve")], "approved"],
    [
      "a skipped issue",
      [
        {
          type: "issue.skipped",
          issue: "03",
          title: "",
          github: undefined,
          phase: 1,
          reason: "later",
          stop: undefined,
        },
      ],
      "warnings",
    ],
    [
      "a skipped issue after a fix without success",
      [
        ...answer("03", "review", "fix"),
        { type: "issue.skipped", issue: "03", title: "", github: undefined, phase: 1, reason: "", stop: "review" },
      ],
      "warnings",
    ],
  ])("counts a pull request with %s once", (_, facts, kind) => {
    const { pulls } = milestoneSummary(progressOf([outline([["03"]]), started("03"), pull("03", 310), ...facts]));
    expect({ ...pulls, fixed: pulls.fixed.count, approved: pulls.approved.count }).toEqual({
      created: 1,
      open: 1,
      clean: 0,
      warnings: 0,
      fixed: 0,
      approved: 0,
      [kind]: 1,
    });
  });

  test.each([
    ["m3", "v0.3.0"],
    ["m4.1", "v0.4.1"],
    ["m12", "v0.12.0"],
    ["backend", undefined],
  ])("tags %s as %s", (milestone, tag) => {
    expect(milestoneSummary(emptyProgress(milestone)).tag).toBe(tag);
  });

  test("reports whether a gate was approved or refused", () => {
    const findings = [{ rule: "r", severity: "critical" as const, file: "f", line: 1, text: "", fix: "" }];
    const reviewed: Fact = { type: "plan.reviewed", digest: "d", findings };
    const gateOf = (facts: readonly Fact[]) => milestoneSummary(progressOf(facts)).gates[0];
    expect(gateOf([reviewed])).toMatchObject({ verdict: "refused" });
    expect(gateOf([reviewed, ...answer(undefined, "quality-gate", "approve")])).toMatchObject({ verdict: "approved" });
  });
});

describe("selectors", () => {
  const progress = progressOf([
    outline([
      ["01", "02"],
      ["03", "04", "05"],
    ]),
    started("01"),
    pull("01", 310),
    { type: "issue.done", issue: "01" },
    started("02"),
    pull("02", 311),
    { type: "pull.observed", issue: "02", pull: { number: 311, url: undefined, title: "", state: "merged" } },
    { type: "issue.done", issue: "02" },
    { type: "phase.approved", phase: 1 },
    { type: "phase.started", phase: 2 },
    { type: "issue.skipped", issue: "04", title: "", github: undefined, phase: 2, reason: "", stop: "scope" },
    started("03"),
  ]);

  test("every issue of the plan is counted in one state", () => {
    expect(issueCounts(progress)).toEqual({ total: 5, done: 2, current: 1, remaining: 1, skipped: 1 });
    expect(currentIssues(progress).map(({ id }) => id)).toEqual(["03"]);
    expect(openPulls(progress).map(({ number }) => number)).toEqual([310]);
  });

  test("the current phase is the first that is neither approved nor skipped", () => {
    expect(currentPhase(progress)?.number).toBe(2);
    expect(currentPhase(progressOf([outline([["01"]]), { type: "phase.approved", phase: 1 }]))?.number).toBe(1);
    expect(currentPhase(emptyProgress("m3"))).toBeUndefined();
  });
});

/** The answers, labels and pull requests of `transcripts/integrated-workflow.md`. */
function integratedWorkflow(): Progress {
  const warning = { rule: "r", severity: "warning" as const, file: "f", line: 1, text: "", fix: "" };
  const phases = [
    ["01", "02", "03", "04", "05"],
    ["06", "07", "08", "09", "10"],
    ["11", "12", "13"],
  ];
  const special: Readonly<Record<string, readonly Fact[]>> = {
    "03": answer("03", "review", "fix"),
    "04": [label("04", "needs-db-review")],
    "06": [label("06", "needs-dep-review")],
    "08": answer("08", "review", "fix"),
    "09": answer("09", "breaking-schema", "approve"),
  };
  const seven: readonly Fact[] = [
    started("07"),
    ...answer("07", "tests-failing", "fix"),
    ...answer("07", "tests-failing", "skip"),
    {
      type: "issue.skipped",
      issue: "07",
      title: "Issue 07",
      github: 107,
      phase: 2,
      reason: "Test failures - cache timing issues",
      stop: "tests-failing",
    },
  ];
  const facts = phases.flatMap((ids, index): readonly Fact[] => [
    ...ids.flatMap((id) =>
      id === "07"
        ? seven
        : [started(id), ...(special[id] ?? []), pull(id, 309 + Number(id)), { type: "issue.done" as const, issue: id }],
    ),
    ...answer(undefined, "phase-boundary", "continue"),
    { type: "phase.approved", phase: index + 1 },
  ]);
  return progressOf(
    [outline(phases), { type: "plan.reviewed", digest: "d", findings: [warning, warning] }, ...facts],
    "m4.1",
  );
}

function progressOf(facts: readonly Fact[], milestone = "m3"): Progress {
  return stamped(facts).reduce(reduce, emptyProgress(milestone));
}

function outline(phases: readonly (readonly string[])[]): Fact {
  return {
    type: "plan.loaded",
    path: "/plan",
    title: "Plan",
    digest: "d",
    baseBranch: "develop",
    phases: phases.map((ids, index) => ({
      number: index + 1,
      name: `Phase ${index + 1}`,
      issues: ids.map((id) => ({ id, title: `Issue ${id}`, github: undefined, priority: "P0", dependencies: [] })),
    })),
  };
}

function started(issue: string): Fact {
  return { type: "issue.started", issue, title: `Issue ${issue}`, github: undefined, phase: 1 };
}

function pull(issue: string, number: number): Fact {
  return { type: "pull.observed", issue, pull: { number, url: undefined, title: "", state: "open" } };
}

function label(issue: string, name: Label): Fact {
  return { type: "label.added", issue, label: name, reason: "" };
}

let asked = 0;

function answer(issue: string | undefined, kind: StopKind, command: Command): readonly Fact[] {
  const id = `q${++asked}`;
  return [
    {
      type: "question.asked",
      question: {
        id,
        issue,
        stop: { kind, evidence: { of: "error", message: "" }, fingerprints: [] },
        commands: [command],
        askedAt: "",
      },
    },
    { type: "question.answered", id, command, by: "user" },
  ];
}
