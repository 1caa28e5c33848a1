import { describe, expect, test } from "vitest";
import { finding } from "../../../../src/engine/plan/review/findings.ts";
import { findingsOf, type PlannedIssue } from "../../../../src/engine/model/plan.ts";
import type { PlanSeverity } from "../../../../src/engine/model/findings/plan-finding.ts";
import { reviewPlan } from "../../../../src/engine/plan/review/review-plan.ts";
import { issue as bare, loadedOf, planOf, spec } from "../plans.ts";

const issue: typeof bare = (id, more) => bare(id, { github: 100 + Number(id), ...more });
const criteria = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ text: `c${index}`, checked: false, line: 20 + index }));

function texts(severity: PlanSeverity, ...issues: readonly PlannedIssue[]): readonly string[] {
  return findingsOf(reviewPlan(loadedOf(issues)), severity).map(({ text }) => text);
}

describe("critical", () => {
  test.each<[string, readonly PlannedIssue[], readonly string[]]>([
    ["nothing", [issue("01"), issue("02", { needs: ["01"] })], []],
    ["unknown", [issue("03", { needs: ["?99"] })], ["Issue #03 depends on #99 (doesn't exist)"]],
    ["unknown text", [issue("03", { needs: ["?M2 #04"] })], ["Issue #03 depends on #M2 #04 (doesn't exist)"]],
    ["cycle", [issue("04", { needs: ["06"] }), issue("06", { needs: ["04"] })], ["Circular: #04 → #06 → #04"]],
    [
      "cycle reported from its smallest member",
      [issue("09", { needs: ["05"] }), issue("05", { needs: ["07"] }), issue("07", { needs: ["09"] })],
      ["Circular: #05 → #07 → #09 → #05"],
    ],
    ["dependency on itself", [issue("04", { needs: ["04"] })], ["Circular: #04 → #04"]],
    [
      "two cycles that share an issue",
      [issue("01", { needs: ["02", "03"] }), issue("02", { needs: ["01"] }), issue("03", { needs: ["01"] })],
      ["Circular: #01 → #02 → #01", "Circular: #01 → #03 → #01"],
    ],
    [
      "a cycle within a cycle",
      [issue("01", { needs: ["02"] }), issue("02", { needs: ["01", "03"] }), issue("03", { needs: ["01"] })],
      ["Circular: #01 → #02 → #01", "Circular: #01 → #02 → #03 → #01"],
    ],
    [
      "a dependency on a cycle is not part of it",
      [issue("01", { needs: ["02"] }), issue("02", { needs: ["03"] }), issue("03", { needs: ["02"] })],
      ["Circular: #02 → #03 → #02"],
    ],
    [
      "later phase",
      [issue("01", { needs: ["02"] }), issue("02", { phase: 2 })],
      ["Issue #01 depends on #02 of a later phase (2)"],
    ],
    [
      "no criteria",
      [
        issue("01", { spec: spec("01", { acceptanceCriteria: null }) }),
        issue("02", { spec: spec("02", { acceptanceCriteria: [] }) }),
      ],
      ["Issue #01 has no acceptance criteria", "Issue #02 has no acceptance criteria"],
    ],
    [
      "same GitHub issue",
      [issue("01", { github: 7 }), issue("02", { github: 7 })],
      ["Duplicate GitHub issue #7: #01, #02"],
    ],
    [
      "same branch",
      [issue("01", { branch: "feat/A" }), issue("02", { branch: "feat/a" })],
      ["Duplicate branch feat/A: #01, #02"],
    ],
    [
      "GitHub number differs",
      [issue("01", { github: 7, spec: spec("01", { frontMatter: { labels: [], dependencies: [], githubIssue: 8 } }) })],
      ["Issue #01 is GitHub #7 in the plan and #8 in its spec"],
    ],
  ])("%s", (_, issues, expected) => expect(texts("critical", ...issues)).toEqual(expected));

  test("a plan without phases, and one without issues", () => {
    expect(reviewPlan(loadedOf([])).findings[0]).toMatchObject({ severity: "critical", text: "The plan has no phase" });
    const phases = [{ number: 1, name: "", line: 3, issues: [] }];
    expect(reviewPlan(loadedOf([], { plan: planOf([], { phases }) })).findings).toMatchObject([
      { text: "The plan has no issues", line: 3 },
    ]);
  });

  test("phases whose numbers do not rise", () => {
    const phases = [1, 3, 2, 2].map((number, index) => ({ number, name: "", line: 3 + index, issues: [] }));
    const found = reviewPlan(loadedOf([issue("01")], { plan: { ...planOf([issue("01")]), phases } })).findings.filter(
      ({ rule }) => rule === "phase-order",
    );
    expect(found).toMatchObject([
      { line: 5, text: "Phase 2 stands after Phase 3" },
      { line: 6, text: "Phase 2 is listed twice" },
    ]);
  });

  test("an unknown dependency and a cycle together", () => {
    const review = reviewPlan(
      loadedOf([
        issue("01"),
        issue("03", { needs: ["?99"] }),
        issue("04", { needs: ["06"] }),
        issue("06", { needs: ["04"] }),
      ]),
    );
    expect(review.verdict).toBe("ADDRESS CRITICALS");
    expect(findingsOf(review, "critical")).toMatchObject([
      {
        rule: "unknown-dependency",
        issue: "03",
        file: "IMPLEMENTATION_PLAN.md",
        line: 7,
        text: "Issue #03 depends on #99 (doesn't exist)",
      },
      { rule: "circular", issue: "04", line: 8, text: "Circular: #04 → #06 → #04" },
    ]);
  });
});

describe("warning", () => {
  const p0 = { priority: "P0" } as const;
  test.each<[string, readonly PlannedIssue[], readonly string[]]>([
    ["nothing", [issue("01", { spec: spec("01", { acceptanceCriteria: criteria(5) }) })], []],
    [
      "many criteria",
      [issue("05", { spec: spec("05", { acceptanceCriteria: criteria(6) }) })],
      ["Issue #05 has 6 acceptance criteria"],
    ],
    [
      "many dependencies",
      ["01", "02", "03", "04"].map((id) => issue(id)).concat(issue("05", { needs: ["01", "02", "03", "04"] })),
      ["Issue #05 has 4 dependencies"],
    ],
    ["no GitHub issue", [bare("01")], ["Issue #01 has no github_issue"]],
    [
      "no tests",
      [
        issue("08", { spec: spec("08", { testExpectations: null }) }),
        issue("09", { spec: spec("09", { testExpectations: "" }) }),
      ],
      ["Missing integration test spec in #08", "Missing integration test spec in #09"],
    ],
    [
      "P1 issue that a P0 issue depends on",
      [issue("01"), issue("02", { ...p0, needs: ["01"] })],
      ["Issue #01 (P1) is needed by #02 (P0)"],
    ],
    ["P0 issue that a P0 issue depends on", [issue("01", p0), issue("02", { ...p0, needs: ["01"] })], []],
  ])("%s", (_, issues, expected) => expect(texts("warning", ...issues)).toEqual(expected));

  test.each([
    ["Done.", true],
    ["It works as expected", true],
    ["", true],
    ["TBD", true],
    ["Everything is implemented properly", true],
    ["Users can log in", false],
    ["`GET /x` works", false],
    ["Login answers 200 and sets the cookie", false],
  ])("done definition %o is vague: %o", (doneDefinition, vague) =>
    expect(texts("warning", issue("01", { spec: spec("01", { doneDefinition }) }))).toEqual(
      vague ? ["Vague done definition in #01"] : [],
    ),
  );

  test("orphan specs, a wrong total, a missing specification", () => {
    const issues = ["01", "02", "03", "04", "05", "06"].map((id) => issue(id));
    const review = reviewPlan(
      loadedOf(issues, { files: ["01-x.md", "07-y.md", "README.md", "00-epic.md"], total: { value: 12, line: 7 } }),
    );
    expect(findingsOf(review, "warning")).toMatchObject([
      { rule: "total", text: "Total Issues says 12, the plan has 6", line: 7 },
      { rule: "orphan-spec", text: "Orphan spec file: 07-y.md", file: "07-y.md" },
      { rule: "no-specification", text: "No 00-SPECIFICATION.md for 6 issues" },
    ]);
    expect(review.verdict).toBe("READY");
  });

  test("five warnings change the verdict to REVIEW WARNINGS", () => {
    const four = ["01", "02", "03", "04"].map((id) => bare(id));
    expect(reviewPlan(loadedOf(four)).verdict).toBe("READY");
    expect(reviewPlan(loadedOf([...four, bare("05")])).verdict).toBe("REVIEW WARNINGS");
  });
});

describe("info", () => {
  test("issues that could run at the same time, wave by wave", () => {
    expect(
      texts(
        "info",
        issue("01"),
        issue("02"),
        issue("03", { needs: ["01"] }),
        issue("04", { needs: ["01", "02"] }),
        issue("05", { phase: 2, needs: ["01"] }),
      ),
    ).toEqual(["Issues #01, #02 could run at the same time", "Issues #03, #04 could run at the same time"]);
  });

  test("of many parallel issues, twelve are named", () => {
    const many = Array.from({ length: 14 }, (_, index) => issue(String(index + 1).padStart(2, "0")));
    expect(texts("info", ...many)).toEqual([
      expect.stringMatching(/^Issues #01, .*#12 and 2 more could run at the same time$/),
    ]);
  });

  test("expected stops, branches against the convention, a missing epic", () => {
    expect(
      texts("info", issue("01", { branch: "mine", spec: spec("01", { text: "Add a migration; store the password" }) })),
    ).toEqual(["Issue #01 may stop: migration, sensitive area", "Branch of #01 does not follow the convention: mine"]);
    const plan = planOf([issue("01")], { epicIssue: undefined });
    expect(reviewPlan(loadedOf([], { plan, files: [] })).findings.map(({ text }) => text)).toContain(
      "The plan names no epic",
    );
  });
});

test("findings are sorted by severity, then in plan order, and are the same every time", () => {
  const issues = [issue("02", { needs: ["?99"] }), bare("01", { needs: ["?98"] }), issue("03", { github: 102 })];
  const loaded = loadedOf(issues, {
    problems: [finding("spec-missing", 9, "Spec file of issue #03 is missing: 03-x.md", "Write it.", { issue: "03" })],
  });
  const review = reviewPlan(loaded);
  expect(review.findings.map(({ severity, issue }) => `${severity} ${issue}`)).toEqual([
    "critical 02",
    "critical 02",
    "critical 01",
    "critical 03",
    "warning 01",
    "info 02",
  ]);
  expect(reviewPlan(loaded)).toEqual(review);
});

test("a ring of a thousand issues is one cycle, and a chain of a thousand has none", () => {
  const ids = Array.from({ length: 1000 }, (_, index) => String(index + 1).padStart(2, "0"));
  const chain = ids.map((id, index) => issue(id, { needs: ids.slice(index + 1, index + 2) }));
  expect(texts("critical", ...chain)).toEqual([]);
  expect(texts("critical", ...chain.slice(0, -1), issue("1000", { needs: ["01"] }))).toHaveLength(1);
});
