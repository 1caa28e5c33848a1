import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MilestoneError } from "../../../../src/engine/model/errors.ts";
import { parsePlan } from "../../../../src/engine/plan/parse/parse-plan.ts";

const plan = (...lines: string[]) => parsePlan(lines.join("\n"), "m3/IMPLEMENTATION_PLAN.md");
const phase = (header: string, ...rows: string[]) =>
  plan("## Phase 1: One", "", header, header.replace(/[^|]+/g, "---"), ...rows);
const refused = (...lines: string[]) => {
  try {
    plan(...lines);
  } catch (error) {
    if (error instanceof MilestoneError) return { code: error.code, message: error.message, hint: error.hint };
    throw error;
  }
  throw new Error("The plan was parsed");
};

describe("phases", () => {
  test.each([
    ["## Phase 1: Foundation", "Foundation"],
    ["#### Phase 1: Foundation", "Foundation"],
    ["# Phase 1 — Foundation", "Foundation"],
    ["## Phase 1 - Foundation", "Foundation"],
    ["## 🚀 Phase 1: Foundation", "Foundation"],
    ["## **Phase 1:** Foundation", "Foundation"],
    ["## Phase 1 (Foundation)", "Foundation"],
    ["## phase 1. Foundation", "Foundation"],
    ["## Phase 1", ""],
    ["Phase 1: Foundation\n---", "Foundation"],
    ["## Phase 1: API: part one ✅", "API: part one ✅"],
  ])("%o", (heading, name) => expect(plan(heading).phases).toMatchObject([{ number: 1, name, line: 1 }]));

  test.each([
    "## Phases",
    "## Phase 1 exit criteria",
    "## After Phase 1: more",
    "Phase 1: in passing",
    "## Current Phase",
    "```\n## Phase 1: code\n```",
  ])("%o is not a phase", (text) => {
    expect(plan(text).phases).toEqual([]);
  });

  test("keep the order of the plan, and end at the next heading of their level", () => {
    const { phases, issues } = plan(
      "## Phase 2: B",
      "| # |",
      "|---|",
      "| 5 |",
      "### Notes",
      "| # | Title |",
      "|---|---|",
      "| 6 | x |",
      "## Phase 1: A",
      "| # |",
      "|---|",
      "| 1 |",
      "## Risks",
      "| # | Risk |",
      "|---|---|",
      "| 7 | y |",
    );
    expect(phases.map(({ number }) => number)).toEqual([2, 1]);
    expect(issues.map(({ id, phase }) => [id, phase])).toEqual([
      ["05", 2],
      ["06", 2],
      ["01", 1],
    ]);
  });

  test("are not begun by headings inside a tracking section", () => {
    const { issues, problems } = plan(
      "## Phase 1: A",
      "| # | Title |",
      "|---|---|",
      "| 1 | x |",
      "## Completed Issues",
      "### Phase 1: A",
      "| # | Title |",
      "|---|---|",
      "| 1 | x |",
    );
    expect({ ids: issues.map(({ id }) => id), problems }).toEqual({ ids: ["01"], problems: [] });
  });
});

describe("tables", () => {
  test.each([
    [
      "| # | GitHub # | Issue File | Title | Priority | Dependencies | Feature Branch |",
      "| #02 | #102 | 02-b.md | B | P0 | #01 | feat/b |",
    ],
    [
      "| Issue # | GitHub Issue | File | Issue | priority | Depends on | Branch |",
      "| 2 | [#102](https://github.com/o/r/issues/102) | [spec](./02-b.md) | **B** | p0 | 01 | `feat/b` |",
    ],
    [
      "| **Plan #** | Issue # | `File` | Title | PRIORITY | Deps | Branch |",
      "| **02** | 102 | `02-b.md` | `B` | 🔴 P0 | Issue 01 | feat/b |",
    ],
    [
      "| Size | Priority | Deps | Branch | Title | GitHub # | # |",
      "| XL | P0 (must) | #01 | feat/b | [B](02-b.md) | 102 | [#02](02-b.md) |",
    ],
    ["# | GitHub # | File | Title | Priority | Deps | Branch", "02 | GH-102 | <02-b.md> | B | Critical | #01 | feat/b"],
  ])("%s", (header, row) => {
    const { issues, problems } = phase(header, row);
    expect(problems).toEqual([]);
    expect(issues).toMatchObject([
      { id: "02", github: 102, title: "B", priority: "P0", branch: "feat/b", phase: 1, line: 5 },
    ]);
    expect(issues[0]?.dependencies?.map((raw) => Number(raw.replace(/\D/g, "")))).toEqual([1]);
    if (!row.includes("<02-b.md>")) expect(issues[0]?.file).toBe("02-b.md");
  });

  test("may have short rows, escaped pipes, emoji, CRLF and a byte order mark", () => {
    const { issues } = parsePlan(
      "\uFEFF## Phase 1: 🧱\r\n\r\n| # | Title | Deps |\r\n|---|---|---|\r\n| 1 | Add `a \\| b` 🚀 | — |\r\n| 2 |\r\n",
      "p",
    );
    expect(issues).toMatchObject([
      { id: "01", title: "Add a | b 🚀", dependencies: [], line: 5 },
      { id: "02", title: undefined, dependencies: undefined, line: 6 },
    ]);
  });

  test("without a number column are ignored beside a table of issues", () => {
    const { issues } = plan(
      "## Phase 1: One",
      "| Risk | Mitigation |",
      "|---|---|",
      "| r | m |",
      "",
      "| # | Title |",
      "|---|---|",
      "| 1 | x |",
    );
    expect(issues.map(({ id }) => id)).toEqual(["01"]);
  });

  test("about other things may be alone in a phase whose issues are in the inventory", () => {
    const lines = [
      "## Phase 1: One",
      "| Goal | Owner |",
      "|---|---|",
      "| g | o |",
      "## Inventory",
      "| # | Phase | File |",
      "|---|---|---|",
      "| 1 | 1 | 01-a.md |",
    ];
    expect(plan(...lines).issues).toMatchObject([{ id: "01", phase: 1 }]);
    expect(refused(...lines.slice(0, 4)).message).toContain(":2: the table has no column");
  });

  test("are joined with the inventory by number, and the row of the phase takes precedence", () => {
    const { issues, problems } = plan(
      "## Phase 1: One",
      "| # | Title |",
      "|---|---|",
      "| 1 | One |",
      "## Phase 2: Two",
      "| # |",
      "|---|",
      "| 2 |",
      "## Issue Inventory",
      "| Plan # | GitHub # | Title | Issue File | Phase |",
      "|---|---|---|---|---|",
      "| #01 | 101 | Other | 01-a.md | 1 |",
      "| #02 | 102 | Two | 02-b.md | 2 |",
      "| #03 | 103 | Three | 03-c.md | Phase 1 |",
      "| #04 | 104 | Four | 04-d.md | |",
    );
    expect(issues.map(({ id, phase, title, github, file }) => [id, phase, title, github, file])).toEqual([
      ["01", 1, "One", 101, "01-a.md"],
      ["03", 1, "Three", 103, "03-c.md"],
      ["02", 2, "Two", 102, "02-b.md"],
    ]);
    expect(problems.map(({ text, line }) => [text, line])).toEqual([["Issue #04 is in no phase", 15]]);
  });

  test("report a repeated number, a missing number and two GitHub numbers", () => {
    const { issues, problems } = plan(
      "## Phase 1: One",
      "| # | GitHub # | Title |",
      "|---|---|---|",
      "| 1 | 101 | x |",
      "| 1 | 102 | y |",
      "| TBD | | z |",
      "| Total | 3 | |",
      "| | | |",
      "",
      "## Inventory",
      "| # | GitHub # |",
      "|---|---|",
      "| 1 | 109 |",
    );
    expect(issues).toMatchObject([{ id: "01", title: "x" }]);
    expect(problems.map(({ rule, line }) => [rule, line])).toEqual([
      ["issue-number", 6],
      ["duplicate-issue", 5],
      ["github-mismatch", 13],
    ]);
  });

  test.each([
    ["P0", "P0"],
    ["p1", "P1"],
    ["🔴 P0", "P0"],
    ["**P2**", "P2"],
    ["P7", "P3"],
    ["High", "P1"],
    ["critical", "P0"],
    ["Medium", "P2"],
    ["low", "P3"],
    ["", undefined],
    ["soon", undefined],
  ])("priority %o → %o", (text, priority) =>
    expect(phase("| # | Priority |", `| 1 | ${text} |`).issues[0]?.priority).toBe(priority),
  );
});

describe("malformed plans", () => {
  test("an empty plan is refused", () =>
    expect(refused("", "  ")).toMatchObject({
      code: "plan",
      message: "m3/IMPLEMENTATION_PLAN.md:1: the plan is empty",
      hint: expect.stringContaining("Phase 1"),
    }));

  test("a table of issues without numbers is refused", () => {
    expect(refused("## Phase 1: One", "", "| Title | Priority |", "|---|---|", "| x | P0 |")).toMatchObject({
      code: "plan",
      message: "m3/IMPLEMENTATION_PLAN.md:3: the table has no column with issue numbers (it has: Title | Priority)",
      hint: expect.stringContaining("Plan #"),
    });
  });

  test("a phase whose only table is unknown is refused", () =>
    expect(refused("## Phase 1: One", "| Foo |", "|---|", "| x |").message).toContain(":2: the table has no column"));

  test("front matter that is not YAML is a problem with its line", () => {
    expect(plan("---", "status: ok", "base: [a", "---", "## Phase 1: x").problems).toMatchObject([
      { rule: "front-matter", severity: "critical", file: "IMPLEMENTATION_PLAN.md" },
    ]);
    expect(plan("---", "status: ok", "never closed").problems).toMatchObject([{ rule: "front-matter", line: 1 }]);
  });

  test("of any kind are parsed, or refused with a MilestoneError", () => {
    const fragment = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom(
        "## Phase 1: x\n",
        "| # | Title | Deps |\n",
        "|---|---|---|\n",
        "| #01 | a \\| b | #02-#9 |\n",
        "---\n",
        "\r\n",
        "\n",
        "- **Scope Tags:** [a, b]\n",
        "```\n",
        "<!--",
        "[x](<",
        "\uFEFF",
        "## Inventory\n",
        "title: [\n",
        "> ",
        "\0",
      ),
    );
    fc.assert(
      fc.property(fc.array(fragment, { maxLength: 30 }), (parts) => {
        try {
          parsePlan(parts.join(""), "p");
        } catch (error) {
          expect(error).toBeInstanceOf(MilestoneError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
