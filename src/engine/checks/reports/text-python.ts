import { namesIn, sumMatches, type TestReport } from "./report.ts";

/** Reads pytest's summary, loud (`=== 2 failed, 45 passed in 0.12s ===`) or quiet. Several runs are added up. */
export function readPytest(text: string): TestReport | undefined {
  const summaries = [
    ...text.matchAll(/^(?:=+ )?((?:\d+ [a-z ]+(?:, )?)+|no tests ran) in [\d.]+s(?: \([\d:]+\))?(?: =+)?$/gm),
  ];
  if (summaries.length === 0) return undefined;
  const summary = summaries.map((match) => match[1]).join("\n");
  // Outside the summary, lines that begin like this may be a program's log.
  const info = text
    .split(/^=+ short test summary info =+$/m)
    .slice(1)
    .join("\n");
  return {
    counts: {
      passed: sumMatches(summary, /(\d+) (?:passed|xpassed)\b/g),
      failed: sumMatches(summary, /(\d+) (?:failed|errors?)\b/g),
      skipped: sumMatches(summary, /(\d+) (?:skipped|xfailed)\b/g),
    },
    failed: namesIn(info, /^(?:FAILED|ERROR|SUBFAILED\S*) (?:[^:[\n]+::)?(\S*?(?:\[.*?\])?)(?: - .*)?$/gm),
  };
}

/**
 * Reads unittest's summary: `Ran 5 tests in 0.001s` and `OK` or `FAILED (failures=1, errors=1)`. Several runs are added
 * up.
 */
export function readUnittest(text: string): TestReport | undefined {
  const runs = [...text.matchAll(/^Ran (\d+) tests? in [\d.]+s\s+(?:OK|FAILED|NO TESTS RAN)(?: \((.*)\))?$/gm)];
  if (runs.length === 0) return undefined;
  const ran = runs.reduce((sum, run) => sum + Number(run[1]), 0);
  const details = runs.map((run) => run[2] ?? "").join("\n");
  const failed = sumMatches(details, /(?:failures|errors|unexpected successes)=(\d+)/g);
  const skipped = sumMatches(details, /(?:skipped|expected failures)=(\d+)/g);
  return {
    // A test may fail several times, once in each subtest.
    counts: { passed: Math.max(0, ran - failed - skipped), failed, skipped },
    failed: namesIn(text, /^(?:FAIL|ERROR|UNEXPECTED SUCCESS): (\S+)(?: \(.*)?$/gm),
  };
}
