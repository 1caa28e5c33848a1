import type { TestCounts } from "../../model/findings/test-result.ts";

/** The result of a test run. Suites do not count as tests, only the innermost tests do. */
export interface TestReport {
  /** Undefined where the runner names the failed tests but prints no counts (`go test` without `-v`). */
  readonly counts: TestCounts | undefined;
  /** Names of the failed tests, in the order they ran. */
  readonly failed: readonly string[];
}

/** Reads one format; undefined where the text does not have that format. Never throws. */
export type ReportReader = (text: string) => TestReport | undefined;

export interface TestCase {
  readonly name: string;
  /** The class, suites or file that the test belongs to. */
  readonly within: string;
  readonly state: "passed" | "failed" | "skipped";
}

/** Builds a report from single tests. */
export function reportOf(cases: readonly TestCase[]): TestReport {
  const count = (state: TestCase["state"]) => cases.filter((test) => test.state === state).length;
  return {
    counts: { passed: count("passed"), failed: count("failed"), skipped: count("skipped") },
    failed: namesOf(cases.filter((test) => test.state === "failed")),
  };
}

/** Adds up several reports of one run. The counts are known only where all reports have them. */
export function sumOf(reports: readonly TestReport[]): TestReport | undefined {
  const [first, ...others] = reports;
  return others.reduce<TestReport | undefined>(
    (sum, report) =>
      sum && {
        counts: sum.counts &&
          report.counts && {
            passed: sum.counts.passed + report.counts.passed,
            failed: sum.counts.failed + report.counts.failed,
            skipped: sum.counts.skipped + report.counts.skipped,
          },
        failed: [...sum.failed, ...report.failed],
      },
    first,
  );
}

/** Adds up the numbers in the first group of all matches. */
export function sumMatches(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].reduce((sum, match) => sum + Number(match[1]), 0);
}

/** The first group of all matches, without duplicates. */
export function namesIn(text: string, pattern: RegExp): string[] {
  return [...new Set([...text.matchAll(pattern)].map((match) => (match[1] ?? "").trim()))];
}

/** The bare name of each test, with its class or suites where two tests have the same name. */
function namesOf(cases: readonly TestCase[]): readonly string[] {
  const bare = cases.map((test) => test.name);
  return cases.map(({ name, within }) =>
    within !== "" && bare.indexOf(name) !== bare.lastIndexOf(name) ? `${within} › ${name}` : name,
  );
}
