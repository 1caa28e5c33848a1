import type { Config } from "../config/config-schema.ts";
import { goOutput } from "./reports/go-json.ts";
import { readReport, type ReportFormat } from "./reports/read-report.ts";
import type { TestReport } from "./reports/report.ts";
import { createLineBuffer } from "./line-buffer.ts";
import { problemOf } from "./check-problem.ts";
import { watchReport } from "./report-file.ts";
import type { CheckRequest } from "./run-check.ts";
import type { TestResult } from "../model/findings/test-result.ts";

export interface TestRequest extends Omit<CheckRequest, "command" | "timeoutMs"> {
  readonly test: NonNullable<Config["test"]>;
}

/**
 * Runs the tests and reads their result: from the report file if there is one, else from the output, else from the exit
 * code alone. The tests passed where the exit code is 0 and no test is known to have failed.
 * @throws the signal's reason where it aborts, and MilestoneError `process` where the command cannot be started
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
  const report = test.report === undefined ? undefined : await watchReport(cwd, test.report);
  const buffer = createLineBuffer();
  const result = await processes.run({
    command: { shell: test.command },
    cwd,
    env: environment,
    timeoutMs,
    signal,
    maxBytes: 0,
    output: {
      write(text, stream) {
        buffer.add(text, stream);
        const readable = goOutput(text);
        if (readable !== undefined) output.write(readable);
      },
      drained: () => output.drained(),
    },
  });
  signal.throwIfAborted();
  const written = await report?.();
  const found = await read(written, buffer, test.format);
  // A runner that exists and reports has a result, whatever it printed on the way.
  const finished = result.ended === undefined && result.exitCode !== undefined;
  const problem = finished && found !== undefined ? undefined : problemOf(result, timeoutMs);
  const failures = found?.counts?.failed ?? found?.failed.length ?? 0;
  if (report !== undefined && written === undefined) output.write(`No new report at ${test.report ?? ""}`);
  return {
    passed: result.exitCode === 0 && problem === undefined && failures === 0,
    counts: found?.counts,
    failed: failures === 0 ? [] : (found?.failed ?? []),
    tail: goOutput(result.tail) ?? "",
    problem,
  };
}

async function read(
  written: string | undefined,
  buffer: ReturnType<typeof createLineBuffer>,
  format: ReportFormat,
): Promise<TestReport | undefined> {
  const reported = written === undefined ? undefined : await readReport(written, format);
  if (reported !== undefined) return reported;
  // The configured format is that of the report file where one was written; the printed output may have any format.
  const printed = written === undefined ? format : "auto";
  return (await readReport(buffer.stdout(), printed)) ?? (await readReport(buffer.all(), printed));
}
