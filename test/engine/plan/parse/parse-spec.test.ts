import { describe, expect, test } from "vitest";
import { parseSpec } from "../../../../src/engine/plan/parse/parse-spec.ts";

const parse = (...lines: string[]) => parseSpec(lines.join("\n"), "01-x.md");

test("a spec with all sections of product section 2 is parsed", () => {
  const { spec, heading, problems } = parse(
    "---",
    "title: Add user login",
    "github_issue: 101",
    "priority: P0",
    "labels: [api, auth]",
    "dependencies: [2, 3]",
    "---",
    "# Issue 01: Login",
    "",
    "## Done Definition",
    "",
    "It answers.",
    "",
    "## Tasks",
    "- [ ] Write **it**",
    "  - [ ] in small steps",
    "- Ship it",
    "## Implementation Notes",
    "Use `x`.",
    "### Detail",
    "More.",
    "## Test Expectations",
    "One test.",
    "## Acceptance Criteria",
    "- [ ] Answers 200",
    "- [x] Answers `404`",
    "- [ ]",
    "",
  );
  expect(problems).toEqual([]);
  expect(heading).toBe("Issue 01: Login");
  expect(spec).toMatchObject({
    file: "01-x.md",
    frontMatter: {
      title: "Add user login",
      githubIssue: 101,
      priority: "P0",
      labels: ["api", "auth"],
      dependencies: ["2", "3"],
    },
    doneDefinition: "It answers.",
    tasks: ["Write it", "Ship it"],
    implementationNotes: "Use `x`.\n### Detail\nMore.",
    testExpectations: "One test.",
    acceptanceCriteria: [
      { text: "Answers 200", checked: false, line: 25 },
      { text: "Answers 404", checked: true, line: 26 },
    ],
  });
});

test.each([
  ["### acceptance criteria:", "- a", "- b"],
  ["# ✅ **Acceptance Criteria**", "1. a", "2. b"],
  ["Acceptance Criteria", "---", "- [ ] a", "- [ ] b"],
  ["## Acceptance Criteria (must)", "* a", "  * detail", "* b"],
  ["## Acceptance", "- Group", "  - [ ] a", "  - [ ] b"],
])("acceptance criteria: %s %s", (...lines) =>
  expect(parse(...lines).spec.acceptanceCriteria?.map(({ text }) => text)).toEqual(["a", "b"]),
);

test("check boxes in code, in comments and in other sections are not criteria", () => {
  const { spec } = parse(
    "## Acceptance Criteria",
    "```",
    "- [ ] a",
    "```",
    "<!-- ",
    "- [ ] b",
    "-->",
    "## Tasks",
    "- [ ] c",
  );
  expect(spec.acceptanceCriteria).toEqual([]);
  expect(parse("# x").spec).toMatchObject({
    acceptanceCriteria: null,
    tasks: null,
    doneDefinition: null,
    testExpectations: null,
  });
});

test.each([
  ["Definition of Done", "doneDefinition"],
  ["Testing", "testExpectations"],
  ["Test Plan", "testExpectations"],
  ["Integration Tests", "testExpectations"],
  ["Technical Notes", "implementationNotes"],
] as const)("the section %s is recognized", (name, key) =>
  expect(parse(`#### ${name}`, "Text.").spec[key]).toBe("Text."),
);

describe("front matter", () => {
  test.each([
    ["github_issue: #101", 101],
    ['github_issue: "#101"', 101],
    ["github_issue: https://github.com/o/r/issues/101", 101],
    ["github_issue: TBD", undefined],
    ["github_issue:", undefined],
    ["GitHub_Issue: 101", 101],
    ["title: x", undefined],
  ])("%o → %o", (line, number) => expect(parse("---", line, "---").spec.frontMatter.githubIssue).toBe(number));

  test.each([["[#01, #02]"], ["['#01', \"02\"]"], ["#01, #02"], ["\n  - #01\n  - 02"], ["Issue 01 and #02"]])(
    "dependencies: %s",
    (value) => {
      const { spec, problems } = parse("---", `dependencies: ${value}`, "---");
      expect(problems).toEqual([]);
      expect(spec.frontMatter.dependencies.map((raw) => Number(raw.replace(/\D/g, "")))).toEqual([1, 2]);
    },
  );

  test.each([
    [["---", "title: x", "labels: [a", "---", "text"], 4],
    [["---", "a: b: c", "---"], 2],
    [["---", "- a", "---"], 2],
    [["---", "title: x", "text"], 1],
    [["---", "title: { a: 1 }", "---"], 1],
  ])("%o is malformed", (lines, line) => {
    expect(parse(...lines).problems).toMatchObject([
      {
        rule: "front-matter",
        severity: "critical",
        file: "01-x.md",
        line,
        text: expect.stringContaining("Malformed front matter in 01-x.md: "),
      },
    ]);
  });

  test("a horizontal rule at the top is not front matter", () => expect(parse("---", "", "text").problems).toEqual([]));
});
