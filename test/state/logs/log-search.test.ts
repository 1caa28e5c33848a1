import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { searchLog } from "../../../src/state/logs/log-search.ts";
import { temporaryFolder } from "../../support/repository.ts";

function logOf(text: string): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "logs"));
  writeFileSync(join(folder, "logs/01.log"), text);
  return folder;
}

function search(stateFolder: string, query: string, most = 10) {
  return searchLog({ stateFolder, issue: "01", query, most, signal: new AbortController().signal });
}

describe("searching a whole log", () => {
  test.each<[string, string, string[]]>([
    ["ignores case", "WORLD", ["hello world", "World, hello"]],
    ["takes special characters literally", "a.b*(c)[d]", ["a.b*(c)[d]"]],
    ["finds a line once", "ll", ["hello world", "World, hello"]],
    ["finds letters outside ASCII", "grün", ["ein grünes Licht"]],
    ["finds the last line without a line end", "unfin", ["unfinished"]],
    ["finds nothing for a line end", "\n", []],
    ["finds nothing for an empty query", "", []],
  ])("%s", async (_, query, lines) => {
    const folder = logOf("hello world\naxb*(c)[d]\na.b*(c)[d]\nein grünes Licht\nWorld, hello\nunfinished");
    expect(await search(folder, query)).toEqual({ count: lines.length, lines });
  });

  test("counts all matches and returns the last ones, across the borders of chunks", async () => {
    const numbers = Array.from(
      { length: 200_000 },
      (_, number) => `${number} ${"é".repeat(number % 17)}${number % 1000 === 999 ? " needle" : ""}`,
    );
    const matches = await search(logOf(`${numbers.join("\n")}\n`), "needle", 3);
    expect(matches.count).toBe(200);
    expect(matches.lines).toEqual([197_999, 198_999, 199_999].map((number) => numbers[number]));
  });

  test("finds nothing without a log, and stops when aborted", async () => {
    expect(await search(temporaryFolder(), "x")).toEqual({ count: 0, lines: [] });
    await expect(
      searchLog({
        stateFolder: logOf("x"),
        issue: "01",
        query: "x",
        most: 1,
        signal: AbortSignal.abort(new Error("over")),
      }),
    ).rejects.toThrow("over");
  });
});
