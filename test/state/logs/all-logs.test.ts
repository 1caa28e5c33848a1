import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { followAllLogs, readAllLogs, type LoggedLine } from "../../../src/state/logs/all-logs.ts";
import { temporaryFolder } from "../../support/repository.ts";
import { until } from "../../support/until.ts";

const at = (second: number, text: string) => `2026-01-01T00:00:0${second}.000Z agent     ${text}\n`;

test("all logs are read by time; a line without a time stays behind the one before it", async () => {
  const { folder, write } = logs();
  write("07", at(1, "a") + at(4, "d") + "(a note)\n" + at(6, "f"));
  write("08", at(2, "b") + at(5, "e") + at(7, "not ended").trimEnd());
  write("run", at(3, "c"));
  writeFileSync(join(folder, "logs/other.txt"), at(1, "no log"));
  expect((await Array.fromAsync(readAllLogs(folder))).map(short)).toEqual([
    "07 a",
    "08 b",
    "run c",
    "07 d",
    "07 note)",
    "08 e",
    "07 f",
    "08 ended",
  ]);
});

test("no log is no line", async () => {
  expect(await Array.fromAsync(readAllLogs(temporaryFolder()))).toEqual([]);
});

test("all logs are followed, also those of issues that begin later", async () => {
  const { folder, write } = logs();
  const abort = new AbortController();
  onTestFinished(() => abort.abort());
  const seen: string[] = [];
  const done = (async () => {
    for await (const line of followAllLogs(folder, abort.signal)) seen.push(short(line));
  })();
  write("07", at(1, "a"));
  await until(() => seen.length === 1, "the first line");
  write("09", at(2, "b"));
  await until(() => seen.length === 2, "the first line of a new log");
  write("07", at(3, "c"));
  write("run", at(3, "d"));
  await until(() => seen.length === 4, "further lines");
  expect(seen.slice(0, 2)).toEqual(["07 a", "09 b"]);
  expect(seen.slice(2).sort()).toEqual(["07 c", "run d"]);
  abort.abort();
  await done;
});

function logs() {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "logs"));
  return { folder, write: (id: string, text: string) => appendFileSync(join(folder, `logs/${id}.log`), text) };
}

function short({ issue, text }: LoggedLine): string {
  return `${issue ?? "run"} ${text.split(" ").at(-1)}`;
}
