import { namesIn, sumMatches, type TestReport } from "./report.ts";

/** Reads the summary of node:test's spec reporter: `ℹ pass 5`. */
export function readNodeSpec(text: string): TestReport | undefined {
  if (!/^ℹ tests \d+$/m.test(text)) return undefined;
  const failures = text
    .split(/^✖ failing tests:$/m)
    .slice(1)
    .join("\n");
  return {
    counts: {
      passed: sumMatches(text, /^ℹ pass (\d+)$/gm),
      failed: sumMatches(text, /^ℹ (?:fail|cancelled) (\d+)$/gm),
      skipped: sumMatches(text, /^ℹ (?:skipped|todo) (\d+)$/gm),
    },
    failed: namesIn(failures, /^✖ (.+) \([\d.]+ms\)/gm),
  };
}

/**
 * Reads Mocha's summary: `47 passing (1s)`, `2 failing`, `1 pending`. Failures are numbered, with each title on its own
 * line.
 */
export function readMocha(text: string): TestReport | undefined {
  if (!/^ {2}\d+ passing \(.+\)$/m.test(text)) return undefined;
  const failures = text
    .split(/^ {2}\d+ failing$/m)
    .slice(1)
    .join("\n");
  return {
    counts: {
      passed: sumMatches(text, /^ {2}(\d+) passing \(.+\)$/gm),
      failed: sumMatches(text, /^ {2}(\d+) failing$/gm),
      skipped: sumMatches(text, /^ {2}(\d+) pending$/gm),
    },
    failed: namesIn(failures, /^ {2}\d+\) (?:.*\n {6,}(?! *at ))*?(.+):$/gm),
  };
}

/**
 * Reads Vitest's summary: ` Tests  1 failed | 5 passed | 1 skipped (7)`. A file that could not be run counts as one
 * failed test.
 */
export function readVitest(text: string): TestReport | undefined {
  const totals = linesOf(text, /^ *Tests {2}(.*\(\d+\)|no tests)$/gm);
  if (totals === undefined) return undefined;
  const broken = namesIn(text, /^ *FAIL {2}(\S+) \[ .* \]$/gm);
  return {
    counts: {
      passed: sumMatches(totals, /(\d+) passed/g),
      failed: sumMatches(totals, /(\d+) failed/g) + broken.length,
      skipped: sumMatches(totals, /(\d+) (?:skipped|todo)/g),
    },
    failed: [...namesIn(text, /^ *FAIL {2}.+ > (.+)$/gm), ...broken],
  };
}

/**
 * Reads Jest's summary: `Tests:       1 failed, 2 skipped, 5 passed, 8 total`. A file that could not be run counts as
 * one failed test.
 */
export function readJest(text: string): TestReport | undefined {
  const totals = linesOf(text, /^Tests: +(.*\d+ total)$/gm);
  if (totals === undefined) return undefined;
  const broken = namesIn(text, /^ *FAIL +(\S+).*\n(?:\s*\n)? *● Test suite failed to run$/gm);
  return {
    counts: {
      passed: sumMatches(totals, /(\d+) passed/g),
      failed: sumMatches(totals, /(\d+) failed/g) + broken.length,
      skipped: sumMatches(totals, /(\d+) (?:skipped|todo)/g),
    },
    failed: [...namesIn(text, /^ *● (?:.* › )?(?!Test suite failed)(?!Console$)(.+)$/gm), ...broken],
  };
}

function linesOf(text: string, pattern: RegExp): string | undefined {
  const lines = [...text.matchAll(pattern)].map((match) => match[1]);
  return lines.length === 0 ? undefined : lines.join("\n");
}
