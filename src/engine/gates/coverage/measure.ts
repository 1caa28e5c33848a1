import { extname } from "node:path";
import type { Diff, FileChange } from "../../git/diff/diff.ts";
import type { CoverageReport } from "./report.ts";

/** One changed file: how many of the added lines that can run did, and which did not. */
export interface Measured {
  readonly path: string;
  readonly ran: number;
  readonly missed: readonly number[];
}

/**
 * @param report by files of the repository
 * @param languages extensions of everything that was measured, with their dots
 */
export async function measure(
  diff: Diff,
  files: readonly FileChange[],
  report: CoverageReport,
  languages: ReadonlySet<string>,
): Promise<readonly Measured[]> {
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
      // Source of a measured language that no test ever loaded is not in the report at all.
      const isUnseen = languages.has(extname(path)) && !isTest(path);
      return { path, ran: 0, missed: isUnseen ? added.filter(({ text }) => isCode(text)).map(({ line }) => line) : [] };
    }),
  );
}

function isTest(path: string): boolean {
  return /(?:^|\/)(?:tests?|specs?|__tests__|__mocks__|fixtures|testdata|e2e)\/|[._-](?:test|spec|mock|config|stories|d)\.[^/]+$|(?:^|\/)(?:test_[^/]*|conftest|setup)\.py$/i.test(
    path,
  );
}

/** Not blank, no comment, no bracket alone, no import. */
function isCode(text: string): boolean {
  return (
    /[\p{L}\p{N}]/u.test(text) &&
    !/^\s*(?:\/\/|\/?\*|#|--|<!--|"""|import\b|from\s+\S+\s+import\b|package\b|use\b|require\b|export \* |export type|type\s|interface\s)/.test(
      text,
    )
  );
}
