import { expect, test } from "vitest";
import type { PlanReview } from "../../../src/engine/model/plan.ts";
import { planReviewLines, planReviewPage } from "../../../src/ui/reports/plan-review-report.ts";

const review: PlanReview = {
  verdict: "ADDRESS CRITICALS",
  findings: [
    {
      rule: "unknown-dependency",
      severity: "critical",
      file: "IMPLEMENTATION_PLAN.md",
      line: 7,
      text: "Issue #03 depends on #99 (doesn't exist)",
      fix: "Remove it.",
      issue: "03",
    },
    {
      rule: "circular",
      severity: "critical",
      file: "IMPLEMENTATION_PLAN.md",
      line: 8,
      text: "Circular: #04 → #06 → #04",
      fix: "Remove one.",
      issue: "04",
    },
    {
      rule: "orphan-spec",
      severity: "warning",
      file: "07-a|b\u001b.md",
      line: undefined,
      text: "Orphan spec file: 07-a|b\u001b.md",
      fix: "List it.",
    },
  ],
};

test("for the terminal", () => {
  expect(planReviewLines("m4", review)).toEqual([
    "🔍 Plan review: m4",
    "",
    "🛑 2 critical issues",
    "",
    "1. Issue #03 depends on #99 (doesn't exist)",
    "   IMPLEMENTATION_PLAN.md:7 · unknown-dependency",
    "   → Remove it.",
    "2. Circular: #04 → #06 → #04",
    "   IMPLEMENTATION_PLAN.md:8 · circular",
    "   → Remove one.",
    "",
    "⚠️ 1 warning",
    "",
    "1. Orphan spec file: 07-a|b\\x1b.md",
    "   07-a|b\\x1b.md · orphan-spec",
    "   → List it.",
    "",
    "Verdict: ADDRESS CRITICALS",
  ]);
});

test("as a page", () => {
  expect(planReviewPage("m4", review).split("\n")).toEqual([
    "# Plan Review: m4",
    "",
    "**Verdict:** ADDRESS CRITICALS (2 critical issues, 1 warning, 0 notes)",
    "",
    "## 🛑 2 critical issues",
    "",
    "| Finding | Where | Fix | Rule |",
    "| --- | --- | --- | --- |",
    "| Issue #03 depends on #99 (doesn't exist) | IMPLEMENTATION\\_PLAN.md:7 | Remove it. | unknown-dependency |",
    "| Circular: #04 → #06 → #04 | IMPLEMENTATION\\_PLAN.md:8 | Remove one. | circular |",
    "",
    "## ⚠️ 1 warning",
    "",
    "| Finding | Where | Fix | Rule |",
    "| --- | --- | --- | --- |",
    "| Orphan spec file: 07-a\\|b\\\\x1b.md | 07-a\\|b\\\\x1b.md | List it. | orphan-spec |",
    "",
  ]);
  expect(planReviewLines("m3", { verdict: "READY", findings: [] })).toEqual([
    "🔍 Plan review: m3",
    "",
    "Verdict: READY",
  ]);
});
