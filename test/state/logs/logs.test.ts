import { appendFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { TransientEvent } from "../../../src/engine/model/transient-events.ts";
import type { Stamped } from "../../../src/engine/model/events.ts";
import { createLogFile } from "../../../src/state/logs/log-file.ts";
import { followLog, readLog } from "../../../src/state/logs/log-reader.ts";
import { openLogs } from "../../../src/state/logs/log-writer.ts";
import { temporaryFolder } from "../../support/repository.ts";
import { until } from "../../support/until.ts";

describe("log of an issue", () => {
  test("has sanitized lines of the issue's events, in a file that only its owner can read", async () => {
    const folder = temporaryFolder();
    const logs = await openLogs(folder);
    for (const event of [
      line("07", "one\x1b[31m"),
      line("08", "another issue's"),
      line(undefined, "the run's"),
      {
        type: "activity",
        issue: "07",
        activity: { kind: "tool", id: "1", title: "src/a.ts", tool: "edit", state: "done", files: [] },
      },
      {
        type: "activity",
        issue: "07",
        activity: { kind: "tool", id: "2", title: "src/b.ts", tool: "edit", state: "running", files: [] },
      },
      { type: "notice", issue: "07", text: "two\nlines" },
    ] satisfies TransientEvent[])
      logs.write(at(event));
    await logs.flush();
    expect(await all(readLog(folder, "07"))).toEqual([
      "2026-01-01T00:00:00.000Z agent     one\\x1b[31m",
      "2026-01-01T00:00:00.000Z agent     edit: src/a.ts (done)",
      "2026-01-01T00:00:00.000Z engine    two\\nlines",
    ]);
    expect(await all(readLog(folder, undefined))).toEqual(["2026-01-01T00:00:00.000Z agent     the run's"]);
    expect(statSync(join(folder, "logs/07.log")).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, "logs")).mode & 0o777).toBe(0o700);
  });

  test("has the real source before each line of a text with several lines", async () => {
    const folder = temporaryFolder();
    const logs = await openLogs(folder);
    logs.write(at(line("07", "one\n2026-01-01T00:00:00.000Z engine    two\n")));
    logs.write(at({ type: "activity", issue: "07", activity: { kind: "message", text: "three\nfour" } }));
    await logs.flush();
    expect(await all(readLog(folder, "07"))).toEqual(
      ["one", "2026-01-01T00:00:00.000Z engine    two", "", "three", "four"].map(
        (text) => `2026-01-01T00:00:00.000Z agent     ${text}`,
      ),
    );
  });

  test("reports backpressure until the queue is in the file", async () => {
    const folder = temporaryFolder();
    const logs = await openLogs(folder);
    expect(logs.drained()).toBeUndefined();
    logs.write(at(line("01", "x".repeat(1_000_000))));
    await logs.drained();
    expect(statSync(join(folder, "logs/01.log")).size).toBeGreaterThan(1_000_000);
    expect(logs.drained()).toBeUndefined();
  });

  test("notes once that it has reached its limit, also over several runs", async () => {
    const path = join(temporaryFolder(), "01.log");
    const limit = 1024 * 1024;
    const file = createLogFile(path, limit);
    await file.append("x".repeat(limit));
    expect(file.isFull).toBe(false);
    await file.append("more\n");
    await file.append("the program's own\n");
    expect(file.isFull).toBe(true);
    const later = createLogFile(path, limit);
    await later.append("again\n");
    expect(later.isFull).toBe(true);
    const note = "(this log has reached 1 MiB: from here on it has only the program's own lines)\n";
    expect(readFileSync(path, "utf8").slice(limit)).toBe(`more\n${note}the program's own\nagain\n`);
  });

  test("is written without a call of flush", async () => {
    const folder = temporaryFolder();
    (await openLogs(folder)).write(at(line("01", "hello")));
    await until(() => readFileSync(join(folder, "logs/01.log"), { flag: "a+" }).includes("hello"), "the line");
  });

  test("keeps the order over flushes and several writers", async () => {
    const folder = temporaryFolder();
    for (const start of [0, 5_000]) {
      const logs = await openLogs(folder);
      for (let number = start; number < start + 5_000; number++) {
        logs.write(at(line("01", String(number))));
        if (number % 1_000 === 0) void logs.flush();
      }
      await logs.flush();
    }
    const numbers = (await all(readLog(folder, "01"))).map((text) => Number(text.split(" ").at(-1)));
    expect(numbers).toEqual(Array.from({ length: 10_000 }, (_, index) => index));
  });

  test("has every line of a burst", async () => {
    const folder = temporaryFolder();
    const logs = await openLogs(folder);
    for (let number = 0; number < 200_000; number++) logs.write(at(line("01", `line ${number}`)));
    await logs.flush();
    expect((await all(readLog(folder, "01"))).length).toBe(200_000);
  });

  test("drops lines beyond its memory limit, and says how many", async () => {
    const folder = temporaryFolder();
    const logs = await openLogs(folder);
    for (let number = 0; number < 100; number++) logs.write(at(line("01", "x".repeat(1_000_000))));
    await logs.flush();
    const lines = await all(readLog(folder, "01"));
    expect(lines.length).toBeLessThan(50);
    expect(lines.at(-1)).toBe(
      `(${100 - (lines.length - 1)} lines came faster than they could be written and are not here)`,
    );
  });

  test("does not affect other logs when it cannot be written", async () => {
    const folder = temporaryFolder();
    const logs = await openLogs(folder);
    mkdirSync(join(folder, "logs/01.log"));
    logs.write(at(line("01", "lost")));
    logs.write(at(line("02", "kept")));
    await logs.flush();
    expect((await all(readLog(folder, "02"))).length).toBe(1);
  });

  test("is empty where nothing was logged", async () => {
    expect(await all(readLog(temporaryFolder(), "01"))).toEqual([]);
  });

  test.each(["../x", "", "1/2", "run"])("cannot be read for %j, which is not a plan number", async (issue) => {
    await expect(all(readLog(temporaryFolder(), issue))).rejects.toMatchObject({ code: "usage" });
  });
});

describe("following a log", () => {
  test("gives existing lines, then each new whole line, even if the folder is created later", async () => {
    const folder = temporaryFolder();
    const abort = new AbortController();
    onTestFinished(() => abort.abort());
    const seen: string[] = [];
    const done = (async () => {
      for await (const text of followLog(folder, "01", abort.signal)) seen.push(text);
    })();
    mkdirSync(join(folder, "logs"));
    const path = join(folder, "logs/01.log");
    writeFileSync(path, "first\nse");
    await until(() => seen.length === 1, "the first line");
    const umlaut = Buffer.from("cönd\n");
    appendFileSync(path, umlaut.subarray(0, 2));
    appendFileSync(path, umlaut.subarray(2));
    await until(() => seen.length === 2, "the second line");
    expect(seen).toEqual(["first", "secönd"]);
    abort.abort();
    await done;
  });
});

function line(issue: string | undefined, text: string): TransientEvent {
  return { type: "log", issue, source: "agent", text };
}

function at(event: TransientEvent): Stamped<TransientEvent> {
  return { ...event, v: 1, seq: 1, at: "2026-01-01T00:00:00.000Z" };
}

async function all(lines: AsyncIterable<string>): Promise<string[]> {
  return Array.fromAsync(lines);
}
