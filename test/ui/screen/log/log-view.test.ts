import { describe, expect, test } from "vitest";
import type { LogLine } from "../../../../src/ui/screen/log/log-entry.ts";
import type { LogView } from "../../../../src/ui/screen/model/view.ts";
import { logWindow, scrollLog, searchLog } from "../../../../src/ui/screen/log/log-view.ts";

/** Returns the lines `from` to `to`, as in a log whose older lines were dropped. */
const log = (from: number, to: number): readonly LogLine[] =>
  Array.from({ length: to - from }, (_, index) => ({
    log: "05",
    number: from + index,
    kind: "output",
    source: "test",
    text: `line ${from + index}`,
  }));
const viewport = { height: 4, rowsOf: () => 1 };
const shown = (lines: readonly LogLine[], anchor: number | undefined) =>
  logWindow(lines, { anchor }, viewport).lines.map(({ number }) => number);

describe("the window", () => {
  test.each<[string, number, number, number | undefined, readonly number[]]>([
    ["follows the end", 0, 10, undefined, [6, 7, 8, 9]],
    ["shows all of a short log", 0, 2, undefined, [0, 1]],
    ["stays at its anchor", 0, 10, 3, [3, 4, 5, 6]],
    ["fills the viewport although its anchor is near the end", 0, 10, 9, [6, 7, 8, 9]],
    ["starts at the oldest line if its anchor was dropped", 5, 15, 2, [5, 6, 7, 8]],
  ])("%s", (_, from, to, anchor, expected) => {
    expect(shown(log(from, to), anchor)).toEqual(expected);
  });

  test("stays at its lines while new lines arrive", () => {
    const view = scrollLog(log(0, 10), { anchor: undefined }, viewport, -2);
    expect(shown(log(0, 10), view.anchor)).toEqual([4, 5, 6, 7]);
    expect(shown(log(0, 50), view.anchor)).toEqual([4, 5, 6, 7]);
  });
});

describe("scrolling", () => {
  test("up stops following, down to the end follows again, and up stops at the top", () => {
    const lines = log(0, 10);
    expect(scrollLog(lines, { anchor: undefined }, viewport, -1)).toEqual({ anchor: 5 });
    expect(scrollLog(lines, { anchor: 5 }, viewport, 1)).toEqual({ anchor: undefined });
    expect(scrollLog(lines, { anchor: 1 }, viewport, -9)).toEqual({ anchor: 0 });
    expect(scrollLog(log(0, 2), { anchor: 0 }, viewport, 1)).toEqual({ anchor: undefined });
  });

  test("skips no line if lines take several rows", () => {
    const lines = log(0, 12);
    const tall = { height: 6, rowsOf: () => 3 };
    const tops: number[] = [];
    for (let view: LogView = { anchor: 0 }; ; view = scrollLog(lines, view, tall, 1)) {
      tops.push(logWindow(lines, view, tall).top);
      if (view.anchor === undefined) break;
    }
    expect(tops).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });
});

test("searching goes from match to match, wraps around, and returns nothing without a match", () => {
  const lines = log(0, 40);
  const at = (anchor: number | undefined, forward: boolean, query = "LINE 2") =>
    searchLog(lines, { anchor }, viewport, query, forward)?.anchor;
  expect(at(0, true)).toBe(18);
  expect(at(27, true)).toBe(0);
  expect(at(0, false)).toBe(27);
  expect(at(0, true, "nothing like it")).toBeUndefined();
  expect(at(0, true, "")).toBeUndefined();
});
