import { namesIn, sumMatches, type TestReport } from "./report.ts";

/** Reads Cargo's summaries, one per test binary: `test result: ok. 3 passed; 1 failed; 0 ignored; …`. */
export function readCargo(text: string): TestReport | undefined {
  const results = text.match(/^test result: .*$/gm)?.join("\n");
  if (results === undefined) return undefined;
  return {
    counts: {
      passed: sumMatches(results, /(\d+) passed;/g),
      failed: sumMatches(results, /(\d+) failed;/g),
      skipped: sumMatches(results, /(\d+) ignored;/g),
    },
    failed: namesIn(text, /^test (.+?)(?: - should panic)? \.\.\. FAILED$/gm),
  };
}

/**
 * Reads the output of `go test` without `-json`. It lists passed tests only with `-v`, and failed tests always, suites
 * before their subtests.
 */
export function readGoText(text: string): TestReport | undefined {
  if (!/^(?:ok|FAIL|---|\?) *\t.*$|^--- (?:FAIL|PASS|SKIP): /m.test(text)) return undefined;
  const failed = leaves(namesIn(text, /^ *--- FAIL: (\S+) \(/gm));
  const broken = namesIn(text, /^FAIL\t(\S+) \[.+ failed\]$/gm);
  const counts = {
    passed: leaves(namesIn(text, /^ *--- PASS: (\S+) \(/gm)).length,
    failed: failed.length + broken.length,
    skipped: namesIn(text, /^ *--- SKIP: (\S+) \(/gm).length,
  };
  return { counts: /^=== RUN /m.test(text) ? counts : undefined, failed: [...failed, ...broken] };
}

function leaves(names: readonly string[]): string[] {
  return names.filter((name) => !names.some((other) => other.startsWith(`${name}/`)));
}
