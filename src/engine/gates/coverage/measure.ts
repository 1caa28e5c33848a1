import { extname, posix, relative } from "node:path";
import type { Diff, FileChange } from "../../diff.ts";
import type { CoverageReport } from "./report.ts";

/** One changed file: how many of the added lines that can run did, and which did not. */
export interface Measured {
  readonly path: string;
  readonly ran: number;
  readonly missed: readonly number[];
}

/** Added lines against the report. */
export async function measure(diff: Diff, files: readonly FileChange[], report: CoverageReport, root: string): Promise<readonly Measured[]> {
  const find = finderIn(report, root);
  const extensions = new Set([...report.keys()].map(extname));
  return await Promise.all(files.map(async ({ path }) => {
    const added = (await diff.hunks(path)).flatMap(({ newStart, added }) => added.map((text, index) => ({ line: newStart + index, text })));
    const known = find(path);
    if (known !== undefined) {
      const runnable = added.flatMap(({ line }) => { const hits = known.get(line); return hits === undefined ? [] : [{ line, hits }]; });
      return { path, ran: runnable.filter(({ hits }) => hits > 0).length, missed: runnable.filter(({ hits }) => hits === 0).map(({ line }) => line) };
    }
    // Source of a measured language that no test ever loaded is not in the report at all.
    const isUnseen = extensions.has(extname(path)) && !isTest(path);
    return { path, ran: 0, missed: isUnseen ? added.filter(({ text }) => isCode(text)).map(({ line }) => line) : [] };
  }));
}

/** Reports name files absolutely, from the root, or from a folder below it (a package of a monorepo, `src`). */
function finderIn(report: CoverageReport, root: string): (path: string) => ReadonlyMap<number, number> | undefined {
  const byPath = new Map([...report].map(([path, lines]) => [posix.normalize(path.startsWith("/") ? relative(root, path) : path), lines]));
  return (path) => {
    const exact = byPath.get(path);
    if (exact !== undefined) return exact;
    const near = [...byPath.keys()].filter((one) => one.endsWith(`/${path}`) || (path.endsWith(`/${one}`) && one.includes("/")) || path === posix.join("src", one));
    return near.length === 1 ? byPath.get(near[0] ?? "") : undefined;
  };
}

function isTest(path: string): boolean {
  return /(?:^|\/)(?:tests?|specs?|__tests__|__mocks__|fixtures|testdata|e2e)\/|[._-](?:test|spec|mock|config|stories|d)\.[^/]+$|(?:^|\/)(?:test_[^/]*|conftest|setup)\.py$/i.test(path);
}

/** Not blank, no comment, no bracket alone, no import. */
function isCode(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text) && !/^\s*(?:\/\/|\/?\*|#|--|<!--|"""|import\b|from\s+\S+\s+import\b|package\b|use\b|require\b|export \* |export type|type\s|interface\s)/.test(text);
}
