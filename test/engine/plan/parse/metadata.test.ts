import { describe, expect, test } from "vitest";
import { parsePlan } from "../../../../src/engine/plan/parse/parse-plan.ts";

const plan = (...lines: string[]) => parsePlan(lines.join("\n"), "m3/IMPLEMENTATION_PLAN.md");

describe("metadata", () => {
  const expected = {
    milestoneBranch: "milestone/m3-auth",
    baseBranch: "develop",
    scopeTags: ["api", "users"],
    status: "In progress",
    epicIssue: 100,
    totalIssues: { value: 12 },
  };

  test.each([
    [
      "lines",
      [
        "**Milestone Branch:** `milestone/m3-auth`",
        "**Base Branch:** develop\\",
        "🏷️ **Scope Tags:** api, users  ",
        "**Status:** In progress",
        "**Epic Issue:** #100",
        "**Total Issues:** 12",
      ],
    ],
    [
      "list items",
      [
        "- **Milestone Branch**: milestone/m3-auth (off develop)",
        "- **Base Branch:** `develop`",
        "* Scope Tags: [api, users]",
        "- Status: In progress",
        "- Epic Issue: [#100](https://github.com/o/r/issues/100)",
        "- Total Issues: 12 (3 P0)",
      ],
    ],
    [
      "a table",
      [
        "| Key | Value |",
        "|---|---|",
        "| **Milestone Branch** | milestone/m3-auth |",
        "| Base Branch | develop |",
        "| Scope Tags | `api`, `users` |",
        "| Status | In progress |",
        "| Epic Issue | 100 |",
        "| Total Issues | 12 |",
      ],
    ],
    [
      "a table without a header",
      [
        "| Milestone Branch | milestone/m3-auth |",
        "|---|---|",
        "| Base Branch | develop |",
        "| Scope Tags | [api, users] |",
        "| Status | In progress |",
        "| Epic Issue | 100 |",
        "| Total Issues | 12 |",
      ],
    ],
    [
      "a nested list",
      [
        "**Milestone Branch:** milestone/m3-auth",
        "",
        "Base Branch: develop",
        "",
        "**Scope Tags:**",
        "",
        "- api",
        "- users",
        "",
        "**Status:** In progress",
        "",
        "Epic Issue: #100",
        "",
        "Total Issues: 12",
      ],
    ],
  ])("is read from %s", (_, lines) => {
    expect(plan("# M3", "", ...lines, "", "## Phase 1: One").metadata).toMatchObject(expected);
  });

  test("is read from front matter", () => {
    const { metadata } = plan(
      "---",
      "milestone_branch: milestone/m3-auth",
      "base branch: develop",
      "scope_tags: [api, users]",
      "Status: In progress",
      "epic_issue: 100",
      "total issues: 12",
      "---",
      "# M3",
    );
    expect(metadata).toMatchObject(expected);
  });

  test("is not read from phases or tracking sections", () => {
    const { metadata } = plan(
      "## Current Status",
      "Status: Running",
      "## Phase 1: One",
      "Status: Done",
      "Base Branch: other",
      "## Notes",
      "Base Branch: develop",
    );
    expect(metadata).toMatchObject({ status: undefined, baseBranch: "develop" });
  });

  test("is undefined where the value is a placeholder", () => {
    expect(plan("**Milestone Branch:** TBD", "**Scope Tags:** —", "**Epic Issue:** none").metadata).toMatchObject({
      milestoneBranch: undefined,
      scopeTags: [],
      epicIssue: undefined,
    });
  });
});
