import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { LogBuffer } from "../../../../src/ui/screen/log/log-buffer.ts";
import type { LogKind, LogLine, NewLines } from "../../../../src/ui/screen/log/log-entry.ts";

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});
afterEach(() => vi.clearAllTimers());

const line = (text: string, kind: LogKind = "output"): NewLines => ({ kind, source: "test", text });
const texts = (buffer: LogBuffer, log: string) => buffer.lines(log).map(({ text }) => text);

describe("a log", () => {
  test("keeps its last lines in order, numbered from its first line", () => {
    const buffer = new LogBuffer({ linesPerLog: 3 });
    for (const text of ["a", "b", "c", "d", "e"]) buffer.push("01", line(text));
    expect(buffer.lines("01").map(({ number, text }) => `${number}${text}`)).toEqual(["2c", "3d", "4e"]);
  });

  test("is the same whether lines are pushed one by one or together, and however often it is read", () => {
    const pushes = fc.array(
      fc.record({
        text: fc
          .array(fc.constantFrom("", "a", "b", "a long line"), { minLength: 1, maxLength: 9 })
          .map((lines) => lines.join("\n")),
        key: fc.option(fc.constantFrom("k", "l"), { nil: undefined, freq: 6 }),
        read: fc.boolean(),
      }),
    );
    fc.assert(
      fc.property(pushes, fc.integer({ min: 1, max: 8 }), (pushes, linesPerLog) => {
        const limits = { linesPerLog, columns: 5 };
        const [atOnce, oneByOne] = [new LogBuffer(limits), new LogBuffer(limits)];
        for (const { text, key, read } of pushes) {
          const lines = key === undefined ? text.split("\n") : [text.replaceAll("\n", " ")];
          atOnce.push("01", { ...line(lines.join("\n")), key });
          for (const each of lines) oneByOne.push("01", { ...line(each), key });
          oneByOne.lines("01");
          if (read) expect(atOnce.lines("01")).toEqual(oneByOne.lines("01"));
        }
        expect(atOnce.lines("01")).toEqual(oneByOne.lines("01"));
        expect(atOnce.written("01")).toBe(oneByOne.written("01"));
      }),
    );
  });

  test("replaces the line with the same key until that line is dropped", () => {
    const buffer = new LogBuffer({ linesPerLog: 3 });
    buffer.push("01", { ...line("running", "tool"), key: "t" });
    buffer.push("01", line("a"));
    buffer.push("01", { ...line("done", "tool"), key: "t" });
    expect(texts(buffer, "01")).toEqual(["done", "a"]);
    for (const text of ["b", "c"]) buffer.push("01", line(text));
    buffer.push("01", { ...line("again", "tool"), key: "t" });
    expect(texts(buffer, "01")).toEqual(["b", "c", "again"]);
  });

  test("returns the same array until it changes", () => {
    const buffer = new LogBuffer();
    buffer.push("01", line("a"));
    const before = buffer.lines("01");
    expect(buffer.lines("01")).toBe(before);
    buffer.push("01", line("b"));
    expect(buffer.lines("01")).not.toBe(before);
  });

  test("cuts lines at its limit of columns", () => {
    const buffer = new LogBuffer({ columns: 10 });
    buffer.push("01", line("x".repeat(100)));
    expect(texts(buffer, "01")).toEqual([`${"x".repeat(10)}…`]);
  });

  test("filters lines by source and kind, and keeps headings", () => {
    const buffer = new LogBuffer();
    buffer.push("01", { kind: "heading", source: "engine", text: "tests" });
    buffer.push("01", { kind: "message", source: "agent", text: "hello" });
    buffer.push("01", { kind: "tool", source: "agent", text: "Edit" });
    buffer.push("01", line("47 passed"));
    const shown = (filter: "agent" | "tools" | "checks" | "engine") =>
      buffer.lines("01", filter).map(({ text }) => text);
    expect(shown("agent")).toEqual(["tests", "hello"]);
    expect(shown("tools")).toEqual(["tests", "Edit"]);
    expect(shown("checks")).toEqual(["tests", "47 passed"]);
    expect(shown("engine")).toEqual(["tests"]);
  });
});

describe("the log of all issues", () => {
  const all = (buffer: LogBuffer) => buffer.allLines().map(({ log, text }) => `${log ?? "run"}:${text}`);

  test("has the lines of all logs in the order in which they were written", () => {
    const buffer = new LogBuffer();
    buffer.push("01", line("a\nb"));
    buffer.push("02", line("c"));
    buffer.push(undefined, line("d"));
    buffer.push("01", line("e"));
    expect(all(buffer)).toEqual(["01:a", "01:b", "02:c", "run:d", "01:e"]);
  });

  test("keeps a replaced line in its place", () => {
    const buffer = new LogBuffer();
    buffer.push("01", { ...line("running", "tool"), key: "t" });
    buffer.push("02", line("a"));
    buffer.push("01", { ...line("done", "tool"), key: "t" });
    expect(all(buffer)).toEqual(["01:done", "02:a"]);
  });

  test("is what the same pushes into a single log would give, and consists of the lines of the single logs", () => {
    const pushes = fc.array(
      fc.record({
        log: fc.constantFrom("01", "02", "03", undefined),
        lines: fc.array(fc.constantFrom("", "a", "b"), { minLength: 1, maxLength: 9 }),
        read: fc.constantFrom("", "one", "all"),
      }),
    );
    fc.assert(
      fc.property(pushes, fc.integer({ min: 1, max: 8 }), (pushes, linesPerLog) => {
        const [split, single] = [new LogBuffer({ linesPerLog }), new LogBuffer({ linesPerLog })];
        for (const { log, lines, read } of pushes) {
          split.push(log, line(lines.join("\n")));
          single.push("01", line(lines.join("\n")));
          if (read === "one") split.lines(log);
          if (read === "all") split.allLines();
        }
        const places = (lines: readonly LogLine[]) => lines.map(({ number, text }) => `${number}${text}`);
        expect(places(split.allLines())).toEqual(places(single.lines("01")));
        const kept = new Set(["01", "02", "03", undefined].flatMap((log) => [...split.lines(log)]));
        expect(split.allLines().every((line) => kept.has(line))).toBe(true);
      }),
    );
  });

  test("lacks the lines of a log that was dropped", () => {
    const buffer = new LogBuffer({ linesInAll: 2 });
    for (const log of ["01", "02", "03"]) buffer.push(log, line(log));
    expect(all(buffer)).toEqual(["02:02", "03:03"]);
  });

  test("is filtered, and stays the same array until a log changes", () => {
    const buffer = new LogBuffer();
    buffer.push("01", line("a"));
    buffer.push("02", line("b", "tool"));
    const tools = buffer.allLines("tools");
    expect(tools.map(({ text }) => text)).toEqual(["b"]);
    expect(buffer.allLines("tools")).toBe(tools);
    buffer.push("03", line("c"));
    expect(buffer.allLines("tools")).not.toBe(tools);
  });
});

test("above the limit for all logs, the log written to least recently is dropped", () => {
  const buffer = new LogBuffer({ linesInAll: 4 });
  for (const log of ["01", "02", "01", "03", "01"]) buffer.push(log, line(log));
  expect([texts(buffer, "01").length, texts(buffer, "02").length, texts(buffer, "03").length]).toEqual([3, 0, 1]);
});

test("notifies immediately after an idle period, then at most once a period, and always after the last line", () => {
  const buffer = new LogBuffer({ notifyMs: 50 });
  const seen: number[] = [];
  buffer.subscribe(() => seen.push(buffer.lines("01").length));
  for (let n = 0; n < 1000; n += 1) buffer.push("01", line("x"));
  expect(seen).toEqual([1]);
  vi.advanceTimersByTime(50);
  expect(seen).toEqual([1, 1000]);
  vi.advanceTimersByTime(500);
  expect(seen).toHaveLength(2);
  buffer.push("01", line("y"));
  expect(seen).toEqual([1, 1000, 1001]);
});
