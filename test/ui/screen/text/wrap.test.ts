import * as fc from "fast-check";
import { expect, test } from "vitest";
import { lineColumns, lineText, span } from "../../../../src/ui/screen/text/styled-line.ts";
import { wrapLine, wrapLines } from "../../../../src/ui/screen/text/wrap.ts";

const wrapped = (text: string, columns: number, hang = 0) => wrapLine([span(text)], columns, hang).map(lineText);

test.each<[string, number, number, readonly string[]]>([
  ["fits", 10, 0, ["fits"]],
  ["break between words", 11, 0, ["break ", "between ", "words"]],
  ["hang what goes on", 8, 2, ["hang ", "  what ", "  goes ", "  on"]],
  ["unbreakable", 4, 0, ["unbr", "eaka", "ble"]],
  ["漢字漢字", 3, 0, ["漢", "字", "漢", "字"]],
])("%s wraps to %i columns", (text, columns, hang, rows) => {
  expect(wrapped(text, columns, hang)).toEqual(rows);
});

test("styles continue after a break", () => {
  const rows = wrapLine([span("plain "), span("red and long", "bad")], 10);
  expect(rows.map((row) => row.map(({ text, tone }) => `${tone ?? "-"}:${text}`))).toEqual([
    ["-:plain ", "bad:red "],
    ["bad:and long"],
  ]);
});

test("the next rows of a list item start to the right of its bullet or number", () => {
  expect(wrapLines([[span("1. "), span("one two three")]], 9).map(lineText)).toEqual([
    "1. one ",
    "   two ",
    "   three",
  ]);
});

test("no row is wider than the limit, and no characters but spaces are lost", () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: "grapheme", maxLength: 30 }), { maxLength: 6 }),
      fc.integer({ min: 4, max: 40 }),
      (parts, columns) => {
        const line = parts.map((part) => span(part.replaceAll(/\s/g, " ")));
        const rows = wrapLine(line, columns);
        for (const row of rows) expect(lineColumns(row)).toBeLessThanOrEqual(columns);
        const solid = (text: string) => text.replaceAll(" ", "");
        expect(solid(rows.map(lineText).join(""))).toBe(solid(lineText(line)));
      },
    ),
  );
});
