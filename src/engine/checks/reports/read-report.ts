import { stripVTControlCharacters } from "node:util";
import type { Config } from "../../config/config-schema.ts";
import { readGoJson } from "./go-json.ts";
import { readJestJson } from "./jest-json.ts";
import { sumOf, type ReportReader, type TestReport } from "./report.ts";
import { readCargo, readGoText } from "./text-compiled.ts";
import { readJest, readMocha, readNodeSpec, readVitest } from "./text-javascript.ts";
import { readPytest, readUnittest } from "./text-python.ts";
import { readMinitest, readRspec } from "./text-ruby.ts";

export type ReportFormat = NonNullable<Config["test"]>["format"];

const SUMMARIES: readonly ReportReader[] = [
  readPytest,
  readUnittest,
  readNodeSpec,
  readVitest,
  readJest,
  readMocha,
  readCargo,
  readGoText,
  readRspec,
  readMinitest,
];

/** The readers of each format: of its structured report, and of the text that its runner prints without one. */
const FORMATS: Readonly<Record<Exclude<ReportFormat, "auto">, () => Promise<readonly ReportReader[]>>> = {
  junit: async () => [(await import("./junit.ts")).readJunit],
  tap: async () => [(await import("./tap.ts")).readTap],
  vitest: async () => [readJestJson, readVitest],
  jest: async () => [readJestJson, readJest],
  go: async () => [readGoJson, readGoText],
  pytest: async () => [readPytest],
  cargo: async () => [readCargo],
};

/**
 * Reads the counts and the names of failed tests; undefined where the text has neither.
 * @param text a report file, or what a command printed
 * @param format with `auto` the format is recognized; the summaries of several runners in one text are added up
 */
export async function readReport(text: string, format: ReportFormat): Promise<TestReport | undefined> {
  const plain = stripVTControlCharacters(text).replaceAll("\r\n", "\n");
  if (format !== "auto") return first(await FORMATS[format](), plain);
  const structured = [...(await FORMATS.junit()), readJestJson, readGoJson, ...(await FORMATS.tap())];
  return first(structured, plain) ?? sumOf(SUMMARIES.flatMap((read) => read(plain) ?? []));
}

function first(readers: readonly ReportReader[], text: string): TestReport | undefined {
  for (const read of readers) {
    const report = read(text);
    if (report !== undefined) return report;
  }
  return undefined;
}
