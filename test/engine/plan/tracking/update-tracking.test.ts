import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parsePlan } from "../../../../src/engine/plan/parse/parse-plan.ts";
import type { Tracking } from "../../../../src/engine/plan/tracking/tracking-record.ts";
import { SECTION_TITLES } from "../../../../src/engine/plan/tracking/tracking-text.ts";
import { updateTracking } from "../../../../src/engine/plan/tracking/update-tracking.ts";

const nothing: Tracking = { completed: [], pulls: [], blocked: [], skipped: [], current: [], issues: new Map() };
const state: Tracking = {
  completed: [{ id: "01", title: "Login (#101)", pull: 310 }],
  pulls: [
    { number: 310, title: "Login", id: "01", labels: ["needs-db-review"], url: "https://x/310" },
    { number: 311, title: "Hash", id: "02", labels: [], url: undefined },
  ],
  blocked: [{ id: "05", title: "Cache", reason: "Fix attempts\nexhausted --> <!-- milestone-tui:end blocked -->" }],
  skipped: [{ id: "05", title: "Cache", reason: "Tests failing" }],
  current: ["Phase 2 of 3"],
  issues: new Map([
    ["01", { status: "Done", pull: 310 }],
    ["02", { status: "In | progress", pull: undefined }],
  ]),
};

const block = (section: string, ...lines: string[]) =>
  [`<!-- milestone-tui:begin ${section} -->`, ...lines, `<!-- milestone-tui:end ${section} -->`].join("\n");

describe("tracking sections", () => {
  test("are filled in place, and nothing else changes", () => {
    const source =
      "# M3\n\ntext  \n\n## Completed Issues\n\n## 🚧 Blocked / Needs Review\n\nNone yet.\n\n" +
      "### Open PRs (autopilot)\n- mine\n\n## Current Phase\n\nNot started\n\n## Skipped Issues\n\n## Notes\n\nlast";
    expect(updateTracking(source, state)).toBe(
      [
        "# M3\n\ntext  \n\n## Completed Issues\n\n",
        block("completed", "- #01: Login (#101) — PR #310"),
        "\n\n## 🚧 Blocked / Needs Review\n\n",
        block("blocked", "- #05: Cache — Fix attempts exhausted -- > <! -- milestone-tui:end blocked -- >"),
        "\n\n### Open PRs (autopilot)\n\n",
        block(
          "pulls",
          "- [PR #310](https://x/310) — Login (Issue #01) `needs-db-review`",
          "- PR #311 — Hash (Issue #02)",
        ),
        "\n\n- mine\n\n## Current Phase\n\n",
        block("current", "Phase 2 of 3"),
        "\n\n## Skipped Issues\n\n",
        block("skipped", "- #05: Cache — Tests failing"),
        "\n\n## Notes\n\nlast",
      ].join(""),
    );
  });

  test("are added at the end where they have content", () => {
    const source = "# M3\r\n\r\n## Phase 1: x\r\n\r\nno line end";
    const current: Tracking = { ...nothing, current: ["Phase 1 of 1"] };
    expect(updateTracking(source, current)).toBe(
      `${source}\r\n\r\n## Current Status\r\n\r\n${block("current", "Phase 1 of 1").replaceAll("\n", "\r\n")}\r\n`,
    );
    expect(updateTracking(source, nothing)).toBe(source);
  });

  test("follow the state, and keep text that people wrote", () => {
    const source = "# M3\n\n## Completed Issues\n\nBefore the first run I did #00 by hand.\n";
    const once = updateTracking(source, state);
    expect(once).toContain("Before the first run I did #00 by hand.");
    expect(updateTracking(once, { ...state, completed: [] })).toContain(block("completed", "None"));
    expect(updateTracking(updateTracking(once, nothing), state)).toBe(once);
  });

  test("are found again after an unclosed code fence", () => {
    const once = updateTracking("# M3\n\n```\nopen", state);
    expect(updateTracking(once, state)).toBe(once);
  });
});

describe("table cells", () => {
  const table = (eol: string) =>
    [
      "\uFEFF## Phase 1: 🧱",
      "",
      "| # | Title | Status | PR |",
      "|---|:--|---|---|",
      "| #01 | a \\| b 🚀 | Todo |  |",
      "| #02 | c || #9 |  ",
      "| #01 | short",
      "| #03 | d | Todo | |",
      "",
    ].join(eol);

  test.each(["\n", "\r\n"])("are written in the columns Status and PR only (%o)", (eol) => {
    const source = table(eol);
    const written = updateTracking(source, { ...nothing, issues: state.issues });
    expect(written).toBe(
      source.replace("| Todo |  |", "| Done | #310 |").replace("| c || #9 |", "| c | In \\| progress | #9 |"),
    );
    expect(parsePlan(written, "p").issues).toEqual(parsePlan(source, "p").issues);
  });

  test("are not added where the column is missing", () => {
    const source = "## Phase 1: x\n| # | Title |\n|---|---|\n| 1 | a |\n";
    expect(updateTracking(source, { ...nothing, issues: state.issues })).toBe(source);
  });

  test("are written in the inventory, and not in other tables", () => {
    const source =
      "## Phase 1: x\n| # |\n|---|\n| 1 |\n## Inventory\n| # | File | Status |\n|---|---|---|\n| 1 | a.md | Todo |\n" +
      "## Risks\n| # | Status |\n|---|---|\n| 1 | Open |\n```\n| # | Status |\n```\n";
    expect(updateTracking(source, { ...nothing, issues: state.issues })).toBe(
      source.replace("a.md | Todo", "a.md | Done"),
    );
  });
});

// Lines of generated plans, in any order. Cells that the update may change are marked with « and »: every cell that is
// a Status or a PR below one of the two headers, since a row may stand below either.
const fragment = fc.constantFrom(
  "# M3",
  "## Phase 1: 🧱 One",
  "### Phase 2",
  "| # | Status | Title | PR |",
  "|---|---|:-:|---|",
  "| #01 | «Todo» |«a \\| b»| «» |",
  "| 02 |«»|«c»|«#9»|",
  "| #01 |",
  "|#03|«»|«x»|«»|",
  "",
  "",
  "text  ",
  "- **Status:** fine",
  "```",
  "| 1 | 2 |",
  "<!-- note -->",
  "\tcode",
  "> quoted",
  "---",
  "Setext",
  "## Issue Inventory",
  "| Plan # | File | Status |",
  "| 01 |«01-a.md»|«Open»|",
);
const sections = fc.constantFrom(
  "## Completed Issues",
  "## Open PRs (autopilot)",
  "### Blocked / Needs Review",
  "## Skipped Issues",
  "# Current Phase",
  "None",
  "- a line of mine",
);
const document = fc.record({
  bom: fc.constantFrom("", "\uFEFF"),
  eol: fc.constantFrom("\n", "\r\n"),
  lines: fc.array(fc.oneof({ weight: 5, arbitrary: fragment }, { weight: 1, arbitrary: sections }), {
    minLength: 4,
    maxLength: 40,
  }),
});

/** Matches a line after the update: unchanged except for the marked cells. */
function patternOf(line: string): RegExp {
  const cell = "(?:[^|]|(?<=\\\\)\\|)*";
  return new RegExp(
    `^${line
      .split(/«[^»]*»/)
      .map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"))
      .join(cell)}$`,
  );
}

test("every other byte of any plan stays", () => {
  fc.assert(
    fc.property(document, ({ bom, eol, lines }) => {
      // These two lines are placeholders, which the update may replace.
      const marked = lines.filter((line) => line !== "None" && line !== "# Current Phase");
      const written = updateTracking(bom + marked.join(eol).replace(/[«»]/g, ""), state);
      const isNotBlank = (line: string) => line.trim() !== "";
      const actual = written
        .replace(/<!-- milestone-tui:begin (\w+) -->[^]*?<!-- milestone-tui:end \1 -->/g, "")
        .split(eol)
        .filter(isNotBlank);
      const expected = (bom + marked.join(eol)).split(eol).filter(isNotBlank);
      for (const [index, line] of expected.entries()) expect(actual[index]).toMatch(patternOf(line));
      expect(
        actual.slice(expected.length).filter((line) => !Object.values(SECTION_TITLES).includes(line.slice(3))),
      ).toEqual([]);
      expect(updateTracking(written, state)).toBe(written);
    }),
    { numRuns: 300 },
  );
});

test("a second update changes nothing, for any text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 200 }), document, (noise, { lines, eol }) => {
      const once = updateTracking(lines.join(eol) + noise + lines.join("\n"), state);
      expect(updateTracking(once, state)).toBe(once);
    }),
    { numRuns: 300 },
  );
});
