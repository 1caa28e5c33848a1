import { runCheck } from "../../checks/run-check.ts";
import { logSink } from "../../model/log-sink.ts";
import type { FailedCheck } from "../../model/stop.ts";
import { done, type Step, type StepContext } from "./step.ts";

/** Lint; where it complains, the repair; then lint again, and the type check. What still fails is asked about. */
export const autoFix: Step = async (context) => {
  const { run, lane } = context;
  const { lint, lintFix, typecheck } = run.config;
  const fixed: string[] = [];

  let lintFailure = lint === undefined ? undefined : await check(context, "lint", lint);
  if (lintFix !== undefined && (lint === undefined || lintFailure !== undefined)) {
    await check(context, "lint", lintFix);
    if ((await lane.worktree.stage()).length > 0) fixed.push("lint");
    if (lint !== undefined) lintFailure = await check(context, "lint", lint);
  }
  const typeFailure = typecheck === undefined ? undefined : await check(context, "typecheck", typecheck);
  return done({
    step: "auto-fix",
    fixed,
    failed: [lintFailure, typeFailure].filter((failure) => failure !== undefined),
  });
};

async function check(
  { run, lane, issue }: StepContext,
  name: "lint" | "typecheck",
  command: string,
): Promise<FailedCheck | undefined> {
  const result = await runCheck({
    command,
    cwd: lane.worktree.path,
    environment: run.environment,
    processes: run.processes,
    signal: run.signal,
    timeoutMs: run.config.limits.checkMinutes * 60_000,
    output: logSink(run.ledger, issue.id, name),
  });
  return result.passed ? undefined : { name, command, tail: result.tail, problem: result.problem };
}
