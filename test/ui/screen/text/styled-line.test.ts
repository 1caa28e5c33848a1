import { describe, expect, test } from "vitest";
import { UNICODE } from "../../../../src/ui/screen/text/glyphs.ts";
import { compact, fit, lineText, span, twoSided } from "../../../../src/ui/screen/text/styled-line.ts";
import type { Segment } from "../../../../src/ui/screen/text/styled-line.ts";

test.each([
  [3, "ab…"],
  [6, "abcdef"],
  [9, "abcdef   "],
])("a line fits exactly %i columns", (columns, expected) => {
  expect(lineText(fit([span("abc"), span("def", "bad")], columns, UNICODE))).toBe(expected);
});

describe("a row with two sides", () => {
  const left: readonly Segment[] = [
    { rank: 9, line: [span("m3")] },
    { rank: 2, line: [span("A long title")], minColumns: 5 },
  ];
  const right: readonly Segment[] = [
    { rank: 8, line: [span("running")] },
    { rank: 1, line: [span("$1.00")] },
  ];
  test.each([
    [40, "m3  A long title          running  $1.00"],
    [30, "m3  A long ti…  running  $1.00"],
    [24, "m3  A long tit…  running"],
    [16, "m3       running"],
    [5, "m3   "],
  ])("at %i columns", (columns, expected) => {
    const text = lineText(twoSided(left, right, columns, UNICODE));
    expect(text).toHaveLength(columns);
    expect(text.replaceAll(/ +/g, " ")).toBe(expected.replaceAll(/ +/g, " "));
  });
});

test("adjacent spans that look the same are joined, animated and inverse spans are not", () => {
  const spinner = { ...span("*", "active"), live: { kind: "spinner" } as const };
  const joined = compact([
    span("a", "muted"),
    span("b", "muted"),
    span("  "),
    span("c", "bad"),
    spinner,
    span(" "),
    span(""),
    span(" x ", "accent", { inverse: true }),
    span(" "),
  ]);
  expect(joined.map(({ text }) => text)).toEqual(["ab  ", "c", "*", " ", " x ", " "]);
});
