import { namesIn, sumMatches, type TestReport } from "./report.ts";

/** Reads RSpec's summary: `5 examples, 1 failure, 1 pending`. */
export function readRspec(text: string): TestReport | undefined {
  const summary = text.match(/^\d+ examples?, \d+ failures?.*$/gm)?.join("\n");
  if (summary === undefined) return undefined;
  const failed = sumMatches(summary, /(\d+) failures?/g) + sumMatches(summary, /(\d+) errors? occurred/g);
  const skipped = sumMatches(summary, /(\d+) pending/g);
  const all = sumMatches(summary, /(\d+) examples?,/g);
  return {
    counts: { passed: Math.max(0, all - sumMatches(summary, /(\d+) failures?/g) - skipped), failed, skipped },
    failed: namesIn(text, /^rspec \S+ # (.+)$/gm),
  };
}

/** Reads Minitest's summary: `5 runs, 10 assertions, 1 failures, 0 errors, 1 skips`. */
export function readMinitest(text: string): TestReport | undefined {
  const summary = text.match(/^\d+ (?:runs|tests), \d+ assertions, .*$/gm)?.join("\n");
  if (summary === undefined) return undefined;
  const failed = sumMatches(summary, /(\d+) (?:failures|errors)/g);
  const skipped = sumMatches(summary, /(\d+) (?:skips|pendings|omissions)/g);
  return {
    counts: { passed: Math.max(0, sumMatches(summary, /(\d+) (?:runs|tests),/g) - failed - skipped), failed, skipped },
    failed: namesIn(text, /^ *\d+\) (?:Failure|Error):\n *\S*#(\S+?)(?: \[.*|:)$/gm),
  };
}
