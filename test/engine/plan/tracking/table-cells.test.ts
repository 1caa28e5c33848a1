import { expect, test } from "vitest";
import { cellEdit, cellSpans } from "../../../../src/engine/plan/tracking/table-cells.ts";

test.each([
  ["| a | b |", [" a ", " b "]],
  ["a | b", ["a ", " b"]],
  ["  | a | b |  ", [" a ", " b "]],
  ["| a ||", [" a ", ""]],
  ["| a | |", [" a ", " "]],
  ["||a|", ["", "a"]],
  ["| a \\| b | c", [" a \\| b ", " c"]],
  ["| `x \\| y` |", [" `x \\| y` "]],
  ["|a|b", ["a", "b"]],
  ["| 🚀 | é |", [" 🚀 ", " é "]],
  ["", []],
])("%o has the cells %o", (line, cells) =>
  expect(cellSpans(line).map(({ start, end }) => line.slice(start, end))).toEqual(cells),
);

test.each([
  ["| a | b |", "Done", "| a | Done |"],
  ["|a|b|", "Done", "|a|Done|"],
  ["| a |   b  |", "Done", "| a |   Done  |"],
  ["| a ||", "Done", "| a | Done |"],
  ["| a | |", "Done", "| a | Done |"],
  ["| a |    |", "x | y", "| a | x \\| y |"],
  ["a | b", "c", "a | c"],
])("%o with its second cell set to %o", (line, value, expected) => {
  const span = cellSpans(line)[1];
  if (span === undefined) throw new Error("no such cell");
  const edit = cellEdit(line, span, value);
  const edited = edit === undefined ? line : line.slice(0, edit.start) + edit.text + line.slice(edit.end);
  expect(edited).toBe(expected);
  expect(cellEdit(edited, cellSpans(edited)[1] ?? span, value)).toBeUndefined();
});
