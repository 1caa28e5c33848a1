import { readFile, realpath, stat } from "node:fs/promises";
import { dirname, extname, isAbsolute, join, relative, resolve } from "node:path";
import type { Diff, FileChange } from "../../git/diff/diff.ts";
import { messageOf, systemCode } from "../../model/errors.ts";
import { count } from "../../text/count.ts";
import { fingerprint } from "../fingerprint.ts";
import type { Gate, GateContext } from "../gate.ts";
import type { GateFinding } from "../../model/findings/gate-finding.ts";
import { locateFiles } from "./locate.ts";
import { measureFiles } from "./measure.ts";
import type { FileCoverage } from "./measure.ts";
import { parseReport } from "./coverage-report.ts";
import type { CoverageReport } from "./line-hits.ts";

/** Bytes; a larger report is not read. */
const MAX_BYTES = 30_000_000;

/**
 * Measures how many of the lines that a diff adds were run by the tests. Runs after the tests, and reads the report
 * that they wrote, relative to the policy's root. Without `coverage` in the config there is nothing to judge.
 */
export const coverageGate: Gate = { name: "coverage", judge };

async function judge(diff: Diff, context: GateContext): Promise<readonly GateFinding[]> {
  const {
    policy: { coverage, root },
    explain,
  } = context;
  if (coverage === undefined) return [];
  const files = diff.files.filter(({ kind, added }) => kind !== "deleted" && (added ?? 0) > 0);
  if (files.length === 0) return [];
  const path = resolve(root, coverage.report);
  const name = isAbsolute(coverage.report) ? relative(root, path) : coverage.report;
  const read = await readReport(path, root, files);
  explain(`coverage: changed-coverage looked at ${count(files.length, "file")} in ${name}`);
  if (typeof read === "string") return [unknownFinding(name, read)];
  const located = locateFiles(read, {
    roots: [root, await realpath(root)],
    folder: dirname(relative(root, path)),
    tree: await diff.tree(),
  });
  const measured = await measureFiles(diff, files, located, new Set([...read.keys()].map(extname)));
  const total = measured.reduce((sum, { ran, missed }) => sum + ran + missed.length, 0);
  const ran = measured.reduce((sum, file) => sum + file.ran, 0);
  const percent = total === 0 ? 100 : (ran / total) * 100;
  explain(`coverage: ${ran} of ${count(total, "changed line")} ran (limit ${coverage.minChanged}%)`);
  return percent < coverage.minChanged ? [belowLimitFinding(measured, percent, coverage.minChanged)] : [];
}

/** The report, or in words why it cannot be used. */
async function readReport(path: string, root: string, files: readonly FileChange[]): Promise<CoverageReport | string> {
  const found = await statIfExists(path);
  if (found === undefined) return "the tests left no report";
  if (found.size > MAX_BYTES) return `the report is too large to be read (${Math.round(found.size / 1_000_000)} MB)`;
  const changes = await Promise.all(files.map(async (file) => await statIfExists(join(root, file.path))));
  if (changes.some((change) => (change?.mtimeMs ?? 0) > found.mtimeMs)) return "the report is older than the change";
  try {
    const report = await parseReport(await readFile(path, "utf8"));
    return [...report.values()].some((lines) => lines.size > 0) ? report : "the report has no lines";
  } catch (error) {
    return `the report cannot be read: ${messageOf(error).split("\n", 1)[0]}`;
  }
}

async function statIfExists(path: string): Promise<{ size: number; mtimeMs: number } | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    return undefined;
  }
}

function belowLimitFinding(measured: readonly FileCoverage[], percent: number, limit: number): GateFinding {
  const missed = measured
    .filter((file) => file.missed.length > 0)
    .toSorted((a, b) => b.missed.length - a.missed.length);
  return {
    gate: "coverage",
    rule: "changed-coverage",
    tier: "elevated",
    verdict: "below-limit",
    file: missed[0]?.path ?? "",
    line: missed[0]?.missed[0],
    object: `${Math.floor(percent)}%`,
    message: `Changed-line coverage: ${Math.floor(percent)}% (limit ${limit}%)`,
    evidence: missed
      .slice(0, 5)
      .map(({ path, missed }) => `${path}:${ranges(missed)}`)
      .join("\n"),
    remedy: "Add tests that run these lines, or check that none are needed.",
    fingerprint: fingerprint(["changed-coverage", ...missed.map(({ path }) => path).sort()]),
    label: "needs-test-review",
  };
}

function unknownFinding(report: string, why: string): GateFinding {
  return {
    gate: "coverage",
    rule: "coverage-unknown",
    tier: "elevated",
    verdict: "unknown",
    file: report,
    line: undefined,
    object: extname(report),
    message: `Coverage unknown: ${why} (${report})`,
    remedy: "Make the test command write the report that `coverage.report` names.",
    fingerprint: fingerprint(["coverage-unknown", report, why]),
    label: "needs-test-review",
  };
}

/** The first six ranges of lines, e.g. `3-5, 9`. */
function ranges(lines: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const line of lines) {
    const last = runs.at(-1);
    if (last !== undefined && line === last[1] + 1) last[1] = line;
    else runs.push([line, line]);
  }
  return (
    runs
      .slice(0, 6)
      .map(([from, to]) => (from === to ? String(from) : `${from}-${to}`))
      .join(", ") + (runs.length > 6 ? ", …" : "")
  );
}
