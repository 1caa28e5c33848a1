import { runCheck } from "../../checks/run-check.ts";
import { requireDiskSpace } from "../../files/disk-space.ts";
import type { FailedCheck } from "../../model/stop.ts";
import { logSink } from "../log-sink.ts";
import { done, type Step, type StepContext } from "./step.ts";

/**
 * Runs lint, and where it fails the automatic fix and lint again, then the type check. The user is asked about what
 * still fails.
 */
export const autoFix: Step = async (context) => {
  const { lane } = context;
  const { lint, lintFix, typecheck } = lane.config;
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
  { lane, task, watch, signal }: StepContext,
  name: "lint" | "typecheck",
  command: string,
): Promise<FailedCheck | undefined> {
  const result = await runCheck({
    command,
    cwd: lane.worktree.path,
    environment: lane.environment,
    processes: lane.processes,
    signal,
    timeoutMs: lane.config.limits.checkMinutes * 60_000,
    output: logSink(watch, task.issue.id, name),
  });
  if (result.passed) return undefined;
  await requireDiskSpace(lane.stateFolder);
  return { name, command, tail: result.tail, problem: result.problem };
}
