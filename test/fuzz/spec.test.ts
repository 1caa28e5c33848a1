import * as fc from "fast-check";
import { expect, test } from "vitest";
import { parseSpec } from "../../src/engine/plan/parse/parse-spec.ts";

const pieces = fc.constantFrom(
  "---\n",
  "title: [\n",
  "title: x\n",
  "github_issue: 1e99\n",
  'dependencies: ["#01", 2, null]\n',
  "labels: {a: b}\n",
  "&a [*a]\n",
  "!!js/function x\n",
  "# Spec\n",
  "## Acceptance Criteria\n",
  "- [ ] it works\n",
  "- [x] \u202e\n",
  "```\n",
  "| a |\n",
  "\t- \n",
  "\r\n",
  "\0",
  "<!--",
  "## Tasks\n",
);

test("any text is parsed as a spec, without an error or a hang", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.string({ unit: "binary" })), { maxLength: 30 }), (parts) => {
      expect(parseSpec(parts.join(""), "01-x.md")).toBeTypeOf("object");
    }),
    { numRuns: 300 },
  );
});

test.each([
  ["checkboxes", "- [ ] ".repeat(20_000)],
  ["number signs", "#".repeat(100_000)],
  ["YAML keys", "---\n" + "a: ".repeat(20_000)],
  ["brackets", "[".repeat(50_000)],
  ["backticks", "`".repeat(50_000)],
  ["less-than signs", "<".repeat(50_000)],
])("many repeated %s are parsed in linear time", (_, text) => {
  expect(parseSpec(text, "01-x.md")).toBeTypeOf("object");
});
