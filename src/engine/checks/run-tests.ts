import type { Config } from "../config/config-schema.ts";
import { goWords } from "./reports/go-json.ts";
import { readReport, type ReportFormat } from "./reports/read-report.ts";
import type { TestReport } from "./reports/report.ts";
import { linesKept } from "./lines-kept.ts";
import { problemOf } from "./check-problem.ts";
import { freshReport } from "./report-file.ts";
import type { CheckRequest } from "./run-check.ts";
import type { TestResult } from "../model/test-result.ts";

export interface TestRequest extends Omit<CheckRequest, "command" | "timeoutMs"> {
  readonly test: NonNullable<Config["test"]>;
}

/**
 * Runs the tests and reads what came of them: the report file if there is one, else what was printed, else the exit
 * code alone. Passed means both that the command says so and that nothing is known to have failed.
 */
export async function runTests({
  test,
  cwd,
  environment,
  processes,
  signal,
  output,
}: TestRequest): Promise<TestResult> {
  const timeoutMs = test.minutes * 60_000;
  const report = test.report === undefined ? undefined : await freshReport(cwd, test.report);
  const kept = linesKept();
  const result = await processes.run({
    command: { shell: test.command },
    cwd,
    env: environment,
    timeoutMs,
    signal,
    maxBytes: 0,
    output: {
      write(text, stream) {
        kept.add(text, stream);
        const words = goWords(text);
        if (words !== undefined) output.write(words);
      },
      drained: () => output.drained(),
    },
  });
  signal.throwIfAborted();
  const written = await report?.();
  const found = await read(written, kept, test.format);
  // A runner that is there and reports has a result, whatever it printed on the way.
  const finished = result.ended === undefined && result.exitCode !== undefined;
  const problem = finished && found !== undefined ? undefined : problemOf(result, timeoutMs);
  const failures = found?.counts?.failed ?? found?.failed.length ?? 0;
  if (report !== undefined && written === undefined) output.write(`No new report at ${test.report ?? ""}`);
  return {
    passed: result.exitCode === 0 && problem === undefined && failures === 0,
    counts: found?.counts,
    failed: failures === 0 ? [] : (found?.failed ?? []),
    tail: goWords(result.tail) ?? "",
    problem,
  };
}

async function read(
  written: string | undefined,
  kept: ReturnType<typeof linesKept>,
  format: ReportFormat,
): Promise<TestReport | undefined> {
  const reported = written === undefined ? undefined : await readReport(written, format);
  if (reported !== undefined) return reported;
  // The format is that of the report where there is one; what is printed beside it may be of any.
  const printed = written === undefined ? format : "auto";
  return (await readReport(kept.stdout(), printed)) ?? (await readReport(kept.all(), printed));
}
