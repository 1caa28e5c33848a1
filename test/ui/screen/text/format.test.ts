import { describe, expect, test } from "vitest";
import { columnsOf, cut, duration, money, printable, progressBar } from "../../../../src/ui/screen/text/format.ts";
import { UNICODE } from "../../../../src/ui/screen/text/glyphs.ts";

test.each([
  [-5, "0s"],
  [0, "0s"],
  [8_400, "8s"],
  [65_000, "1m 05s"],
  [3_720_000, "1h 02m"],
  [273_600_000, "3d 04h"],
])("%i ms is formatted as %s", (ms, text) => expect(duration(ms)).toBe(text));

test.each([
  [undefined, ""],
  [0, "$0.00"],
  [0.004, "<$0.01"],
  [0.42, "$0.42"],
  [12.3, "$12.30"],
])("%s dollars are formatted as %s", (usd, text) => {
  expect(money(usd)).toBe(text);
});

test.each([
  ["plain", 10, "plain"],
  ["a long title", 7, "a long…"],
  ["漢字漢字", 5, "漢字…"],
  ["漢字", 4, "漢字"],
  ["abc", 0, ""],
  ["abc", 1, "…"],
])("%s cut to %i columns is %s", (text, columns, expected) => {
  expect(cut(text, columns, UNICODE)).toBe(expected);
  expect(columnsOf(cut(text, columns, UNICODE))).toBeLessThanOrEqual(columns);
});

test.each([
  [0, 5, 0],
  [1, 1000, 1],
  [999, 1000, 9],
  [5, 5, 10],
  [2, 4, 5],
  [0, 0, 0],
])("%i of %i fill %i of ten columns", (done, total, full) => {
  expect(progressBar(done, total, 10)).toEqual({ full, empty: 10 - full });
});

describe("printable", () => {
  test.each([
    ["plain", "plain"],
    ["\u001b[31mred\u001b]8;;http://x\u0007", "\\x1b[31mred\\x1b]8;;http://x\\x07"],
    ["a\rb", "a\\rb"],
    ["a\tb\nc", "a  b\\nc"],
    ["\u202egpj.exe", "\\u202egpj.exe"],
    ["⚠\ufe0f ok", "⚠ ok"],
    ["👩‍👩‍👧 family", "👩 family"],
    ["👍🏽", "👍"],
    ["zero\u200bwidth", "zerowidth"],
  ])("%j is %j", (text, expected) => expect(printable(text)).toBe(expected));
});
