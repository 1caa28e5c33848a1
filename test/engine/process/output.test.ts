import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { headBuffer, LINE_LIMIT, lineReader, tailBuffer } from "../../../src/engine/process/output.ts";
import { createProcesses } from "../../../src/engine/process/create-processes.ts";
import { eachLine } from "../../support/sinks.ts";

function linesOf(chunks: readonly Buffer[]): string[] {
  const lines: string[] = [];
  const reader = lineReader((text) => lines.push(...text.split("\n")));
  for (const chunk of chunks) reader.write(chunk);
  reader.end();
  return lines;
}

/** The bytes, cut at the given places. */
function cutAt(bytes: Buffer, places: readonly number[]): Buffer[] {
  const sorted = [0, ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return sorted.slice(1).map((end, index) => bytes.subarray(sorted[index], end));
}

describe("lines", () => {
  test("are the same wherever the chunks end", () => {
    const text = fc
      .array(fc.constantFrom("a", "ä", "€", "😀", "\n", "\r\n", "\r", "\u0000"), { maxLength: 40 })
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(text, fc.array(fc.nat()), (text, places) => {
        const expected = text.split("\n").map((line) => line.replace(/\r$/, ""));
        if (text === "" || text.endsWith("\n")) expected.pop();
        expect(linesOf(cutAt(Buffer.from(text), places))).toEqual(expected);
      }),
    );
  });

  test("are cut when too long, and the rest is dropped", () => {
    expect(linesOf([Buffer.from(`${"x".repeat(LINE_LIMIT + 5)}\nnext\n`)])).toEqual(["x".repeat(LINE_LIMIT), "next"]);
    expect(linesOf(Array.from({ length: 50 }, () => Buffer.alloc(1000, "y")))).toEqual(["y".repeat(LINE_LIMIT)]);
  });

  test("that a chunk completes are passed on in one call", () => {
    const texts: string[] = [];
    const reader = lineReader((text) => texts.push(text));
    reader.write(Buffer.from("one\ntwo\n\nthr"));
    reader.write(Buffer.from("ee"));
    reader.write(Buffer.from("\n\n"));
    reader.end();
    expect(texts).toEqual(["one\ntwo\n", "three\n"]);
  });

  test("are cut at any place among other lines", () => {
    const long = "x".repeat(LINE_LIMIT + 1);
    const lines = ["a", long, "", "b".repeat(LINE_LIMIT), long + long, "c"];
    expect(linesOf([Buffer.from(lines.join("\r\n"))])).toEqual(lines.map((line) => line.slice(0, LINE_LIMIT)));
  });

  test("of bytes that are not text stay lines", () => {
    expect(linesOf([Buffer.from([0xff, 0xfe, 0x00, 0x0a, 0xc3])])).toEqual(["\ufffd\ufffd\u0000", "\ufffd"]);
  });
});

test("the head buffer keeps the first bytes, without half a character", () => {
  const head = headBuffer(5);
  head.write(Buffer.from("abc"));
  expect([head.text(), head.truncated]).toEqual(["abc", false]);
  head.write(Buffer.from("d€"));
  expect([head.text(), head.truncated]).toEqual(["abcd", true]);
});

test("the tail buffer keeps the last 200 lines and 64 KiB", () => {
  const tail = tailBuffer();
  for (let line = 1; line <= 1001; line++) tail.add(String(line));
  expect(tail.text().split("\n")).toEqual(Array.from({ length: 200 }, (_, index) => String(index + 802)));
  for (let line = 1; line <= 10; line++) tail.add("z".repeat(LINE_LIMIT));
  expect(tail.text()).toHaveLength(64 * 1024);
});

test.each([
  ["without a line end", "head -c 1000000000 /dev/zero"],
  ["in long lines", "yes \"$(head -c 60000 /dev/zero | tr '\\0' x)\" | head -c 1000000000"],
  ["on both streams", "head -c 500000000 /dev/zero & head -c 500000000 /dev/zero >&2; wait"],
])("1 GB %s stays within bounds", async (_, shell) => {
  const before = process.memoryUsage().rss;
  let most = 0;
  let longest = 0;
  const result = await createProcesses({ isolation: "group" }).run({
    command: { shell },
    cwd: "/",
    env: { PATH: process.env.PATH ?? "" },
    signal: new AbortController().signal,
    maxBytes: 1024,
    output: eachLine((line) => {
      longest = Math.max(longest, line.length);
      most = Math.max(most, process.memoryUsage.rss());
    }),
  });
  expect(result).toMatchObject({ exitCode: 0, truncated: true });
  expect(result.stdout).toHaveLength(1024);
  expect(longest).toBe(LINE_LIMIT);
  expect(Math.max(most, process.memoryUsage().rss) - before).toBeLessThan(100 * 1024 * 1024);
});
