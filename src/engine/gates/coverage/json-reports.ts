import { createCoverageMap } from "istanbul-lib-coverage";
import type { CoverageMapData } from "istanbul-lib-coverage";
import { z } from "zod";
import { mergeSections } from "./line-hits.ts";
import type { CoverageReport } from "./line-hits.ts";

const lines = z.array(z.int());
const coveragePy = z.looseObject({
  files: z.record(z.string(), z.looseObject({ executed_lines: lines, missing_lines: lines })),
});

/** Reads the output of `coverage json`; undefined for any other shape. */
export function readCoveragePy(value: unknown): CoverageReport | undefined {
  const report = coveragePy.safeParse(value);
  if (!report.success) return undefined;
  return mergeSections(
    Object.entries(report.data.files).map(([path, { executed_lines: ran, missing_lines: missed }]) => [
      path.replaceAll("\\", "/"),
      [...ran.map((line) => [line, 1] as const), ...missed.map((line) => [line, 0] as const)],
    ]),
  );
}

const place = z.looseObject({ start: z.looseObject({ line: z.int() }) });
const istanbul = z.record(
  z.string(),
  z.looseObject({
    path: z.string(),
    statementMap: z.record(z.string(), place),
    s: z.record(z.string(), z.number()),
    fnMap: z.looseObject({}),
    f: z.looseObject({}),
    branchMap: z.looseObject({}),
    b: z.looseObject({}),
  }),
);

/**
 * Reads coverage-final.json of istanbul, nyc, jest and vitest.
 * @throws ZodError on any other shape
 */
export function readIstanbul(value: unknown): CoverageReport {
  istanbul.parse(value);
  const map = createCoverageMap(value as CoverageMapData);
  return mergeSections(
    map
      .files()
      .map((path) => [
        path.replaceAll("\\", "/"),
        Object.entries(map.fileCoverageFor(path).getLineCoverage()).map(
          ([line, hits]) => [Number(line), hits] as const,
        ),
      ]),
  );
}
