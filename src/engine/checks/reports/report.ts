import type { TestCounts } from "../../model/test-result.ts";

/** What a runner reported. Suites are no tests: only the innermost ones count. */
export interface TestReport {
  /** Undefined where the runner names what failed but counts nothing (`go test` without `-v`). */
  readonly counts: TestCounts | undefined;
  /** Names of the failed tests, in the order they ran. */
  readonly failed: readonly string[];
}

/** Reads one format; undefined where the text is not of it. Never throws. */
export type ReportReader = (text: string) => TestReport | undefined;

export interface TestCase {
  readonly name: string;
  /** Where it belongs: class, suites, file. */
  readonly within: string;
  readonly state: "passed" | "failed" | "skipped";
}

/** Counts and names of single tests. */
export function reportOf(cases: readonly TestCase[]): TestReport {
  const count = (state: TestCase["state"]) => cases.filter((test) => test.state === state).length;
  return {
    counts: { passed: count("passed"), failed: count("failed"), skipped: count("skipped") },
    failed: namesOf(cases.filter((test) => test.state === "failed")),
  };
}

/** Several reports of one run as one; the counts are known only where all are. */
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

/** The number in the first group of every match, added up. */
export function sumMatches(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].reduce((sum, match) => sum + Number(match[1]), 0);
}

/** The first group of every match, once each. */
export function namesIn(text: string, pattern: RegExp): string[] {
  return [...new Set([...text.matchAll(pattern)].map((match) => (match[1] ?? "").trim()))];
}

/** The bare name, as people know it; with its surroundings where two have the same. */
function namesOf(cases: readonly TestCase[]): readonly string[] {
  const bare = cases.map((test) => test.name);
  return cases.map(({ name, within }) =>
    within !== "" && bare.indexOf(name) !== bare.lastIndexOf(name) ? `${within} › ${name}` : name,
  );
}
