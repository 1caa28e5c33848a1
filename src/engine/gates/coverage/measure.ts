import { extname } from "node:path";
import type { Diff, FileChange } from "../../git/diff/diff.ts";
import type { CoverageReport } from "./line-hits.ts";

/** Coverage of one changed file: the number of added executable lines that ran, and the lines that did not. */
export interface FileCoverage {
  readonly path: string;
  readonly ran: number;
  readonly missed: readonly number[];
}

/**
 * Measures the coverage of the added lines of each file.
 * @param report by path in the repository
 * @param languages extensions of all files in the report, with their dots
 */
export async function measureFiles(
  diff: Diff,
  files: readonly FileChange[],
  report: CoverageReport,
  languages: ReadonlySet<string>,
): Promise<readonly FileCoverage[]> {
  return await Promise.all(
    files.map(async ({ path }) => {
      const added = (await diff.hunks(path)).flatMap(({ newStart, added }) =>
        added.map((text, index) => ({ line: newStart + index, text })),
      );
      const known = report.get(path);
      if (known !== undefined) {
        const runnable = added.flatMap(({ line }) => {
          const hits = known.get(line);
          return hits === undefined ? [] : [{ line, hits }];
        });
        return {
          path,
          ran: runnable.filter(({ hits }) => hits > 0).length,
          missed: runnable.filter(({ hits }) => hits === 0).map(({ line }) => line),
        };
      }
      // Source files that no test loads are missing from the report. They count as not run, where their language was
      // measured.
      const isUnseen = languages.has(extname(path)) && !TESTS.test(path);
      return { path, ran: 0, missed: isUnseen ? added.filter(({ text }) => isCode(text)).map(({ line }) => line) : [] };
    }),
  );
}

/** Tests, fixtures and config files, which are not expected to be in a report. */
const TESTS = new RegExp(
  String.raw`(?:^|\/)(?:tests?|specs?|__tests__|__mocks__|fixtures|testdata|e2e)\/|` +
    String.raw`[._-](?:test|spec|mock|config|stories|d)\.[^/]+$|` +
    String.raw`(?:^|\/)(?:test_[^/]*|conftest|setup)\.py$`,
  "i",
);

/** Lines that begin like a comment, an import or a type. */
const NO_CODE = new RegExp(
  String.raw`^\s*(?:\/\/|\/?\*|#|--|<!--|"""|import\b|from\s+\S+\s+import\b|package\b|use\b|require\b|` +
    String.raw`export \* |export type|type\s|interface\s)`,
);

/** Whether a line is code: not blank, a lone bracket, a comment, an import or a type. */
function isCode(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text) && !NO_CODE.test(text);
}
