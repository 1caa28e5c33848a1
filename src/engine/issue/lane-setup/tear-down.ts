import { rm } from "node:fs/promises";
import { join } from "node:path";
import { runCheck } from "../../checks/run-check.ts";
import { logSink } from "../log-sink.ts";
import { laneSetupMarker } from "./prepare-worktree.ts";
import type { SetupContext } from "./run-setup.ts";

/** Runs `lane.teardown` in the worktree. A failure is a notice, since nothing depends on it any more. */
export async function tearDown({ lane, watch, signal }: SetupContext): Promise<void> {
  const { name, config, worktree, environment, processes, stateFolder } = lane;
  const command = config.lane.teardown;
  if (command === undefined) return;
  // Should the worktree stay, what `lane.setup` made for it is gone.
  await rm(join(stateFolder, laneSetupMarker(name)), { force: true });
  const result = await runCheck({
    command,
    cwd: worktree.path,
    environment,
    processes,
    signal,
    timeoutMs: config.limits.checkMinutes * 60_000,
    output: logSink(watch, undefined, "setup"),
  });
  signal.throwIfAborted();
  if (result.passed) return;
  const text = `lane.teardown of lane ${name}: ${result.problem ?? `\`${command}\` failed`}`;
  watch.emit({ type: "notice", issue: undefined, text });
}
