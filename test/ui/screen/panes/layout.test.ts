import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { layoutScreen, modeFor } from "../../../../src/ui/screen/panes/layout.ts";
import type { Layout, LayoutInput, Rect } from "../../../../src/ui/screen/panes/layout.ts";

const usual: Omit<LayoutInput, "columns" | "rows"> = {
  focus: "issues",
  main: "log",
  zoomed: false,
  phases: 3,
  question: undefined,
  overlaid: false,
};

/** Returns one string for each rectangle: `name left,top widthxheight`. */
function drawn(layout: Layout): readonly string[] {
  return rects(layout).map(([name, { left, top, width, height }]) => `${name} ${left},${top} ${width}x${height}`);
}

function rects(layout: Layout): readonly (readonly [string, Rect])[] {
  return Object.entries(layout).flatMap(([name, rect]) => (typeof rect === "object" ? [[name, rect] as const] : []));
}

describe("mode", () => {
  test.each([
    [200, 60, "wide"],
    [120, 40, "wide"],
    [119, 40, "normal"],
    [80, 24, "normal"],
    [79, 24, "narrow"],
    [60, 30, "narrow"],
    [80, 23, "short"],
    [200, 10, "short"],
    [60, 20, "short"],
    [40, 8, "short"],
    [39, 40, "tiny"],
    [80, 7, "tiny"],
    [1, 1, "tiny"],
  ])("%i×%i is %s", (columns, rows, mode) => {
    expect(modeFor(columns, rows)).toBe(mode);
  });
});

describe("rectangles", () => {
  test.each<[string, Partial<LayoutInput> & { columns: number; rows: number }, readonly string[]]>([
    [
      "wide",
      { columns: 120, rows: 40 },
      [
        "header 0,0 120x1",
        "phases 0,1 45x5",
        "issues 0,6 45x32",
        "main 45,1 75x37",
        "status 0,38 120x1",
        "keys 0,39 120x1",
      ],
    ],
    [
      "wide with a question: the lists keep their height",
      { columns: 120, rows: 40, question: { whole: 12, brief: 5 } },
      [
        "header 0,0 120x1",
        "phases 0,1 45x5",
        "issues 0,6 45x32",
        "main 45,1 75x25",
        "question 45,26 75x12",
        "status 0,38 120x1",
        "keys 0,39 120x1",
      ],
    ],
    [
      "normal",
      { columns: 80, rows: 24 },
      [
        "header 0,0 80x1",
        "phases 0,1 36x5",
        "issues 0,6 36x16",
        "main 36,1 44x21",
        "status 0,22 80x1",
        "keys 0,23 80x1",
      ],
    ],
    [
      "normal with a question",
      { columns: 80, rows: 24, question: { whole: 12, brief: 5 } },
      [
        "header 0,0 80x1",
        "issues 0,1 36x9",
        "main 36,1 44x9",
        "question 0,10 80x12",
        "status 0,22 80x1",
        "keys 0,23 80x1",
      ],
    ],
    [
      "normal with a long question: the panes keep their minimum",
      { columns: 80, rows: 24, question: { whole: 90, brief: 5 } },
      [
        "header 0,0 80x1",
        "issues 0,1 36x5",
        "main 36,1 44x5",
        "question 0,6 80x16",
        "status 0,22 80x1",
        "keys 0,23 80x1",
      ],
    ],
    [
      "narrow",
      { columns: 60, rows: 30 },
      [
        "header 0,0 60x1",
        "phases 0,1 60x5",
        "issues 0,6 60x9",
        "main 0,15 60x13",
        "status 0,28 60x1",
        "keys 0,29 60x1",
      ],
    ],
    [
      "short: one pane",
      { columns: 60, rows: 20 },
      ["header 0,0 60x1", "tabs 0,1 60x1", "issues 0,2 60x16", "status 0,18 60x1", "keys 0,19 60x1"],
    ],
    [
      "short with a focused question",
      { columns: 60, rows: 20, question: { whole: 12, brief: 5 }, focus: "question" },
      ["header 0,0 60x1", "tabs 0,1 60x1", "question 0,2 60x16", "status 0,18 60x1", "keys 0,19 60x1"],
    ],
    [
      "zoomed",
      { columns: 120, rows: 40, zoomed: true, focus: "log" },
      ["header 0,0 120x1", "main 0,1 120x37", "status 0,38 120x1", "keys 0,39 120x1"],
    ],
    [
      "help in front",
      { columns: 80, rows: 24, overlaid: true },
      ["header 0,0 80x1", "overlay 0,1 80x21", "status 0,22 80x1", "keys 0,23 80x1"],
    ],
    [
      "help in front of a question, which stays visible",
      { columns: 80, rows: 24, overlaid: true, question: { whole: 12, brief: 5 } },
      ["header 0,0 80x1", "overlay 0,1 80x16", "question 0,17 80x5", "status 0,22 80x1", "keys 0,23 80x1"],
    ],
    ["tiny", { columns: 30, rows: 6 }, []],
  ])("%s", (_, input, expected) => {
    expect(drawn(layoutScreen({ ...usual, ...input })).toSorted()).toEqual([...expected].toSorted());
  });

  test("never overlap and never leave the terminal", () => {
    const input = fc.record<LayoutInput>({
      columns: fc.integer({ min: 1, max: 300 }),
      rows: fc.integer({ min: 1, max: 120 }),
      focus: fc.constantFrom("phases", "issues", "log", "details", "question"),
      main: fc.constantFrom("log", "details", "run"),
      zoomed: fc.boolean(),
      overlaid: fc.boolean(),
      phases: fc.integer({ min: 0, max: 60 }),
      question: fc.option(
        fc.record({ whole: fc.integer({ min: 4, max: 200 }), brief: fc.integer({ min: 4, max: 7 }) }),
        { nil: undefined },
      ),
    });
    fc.assert(
      fc.property(input, (given) => {
        const places = rects(layoutScreen(given));
        const cells = new Set<number>();
        for (const [name, { left, top, width, height }] of places) {
          expect(width, name).toBeGreaterThan(0);
          expect(height, name).toBeGreaterThan(0);
          expect(left + width, name).toBeLessThanOrEqual(given.columns);
          expect(top + height, name).toBeLessThanOrEqual(given.rows);
          for (let y = top; y < top + height; y += 1) {
            for (let x = left; x < left + width; x += 1) {
              if (cells.has(y * 1000 + x)) expect.fail(`${name} overlaps another`);
              cells.add(y * 1000 + x);
            }
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});
