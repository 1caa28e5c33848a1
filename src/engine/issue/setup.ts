import { createHash } from "node:crypto";
import { mkdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runCheck } from "../checks/run-check.ts";
import { readIfExists } from "../files/read-if-exists.ts";
import { LOCKFILE_NAMES } from "../gates/lockfiles.ts";
import type { IssueId } from "../model/plan.ts";
import type { Stop } from "../model/stop.ts";
import { setupFailed } from "../questions/kinds/run/setup-failed.ts";
import { stopOf } from "../questions/stop-definition.ts";
import { logSink } from "./log-sink.ts";
import type { LogWatch } from "./step-watch.ts";
import type { StepContext } from "./steps/step.ts";

/** Files at the root that say which packages are to be installed. */
const INSTALL_FILES = [...LOCKFILE_NAMES, "requirements.txt"];

/**
 * Runs `setup` in a lane, unless it succeeded there for the same lock files. A marker of that is kept in the state
 * folder, since the worktree contains only the user's files.
 * @param accepted fingerprints of failed setups that the user accepted
 * @returns the stop to ask about where setup failed
 */
export async function runSetup(
  { lane, watch, signal }: Pick<StepContext, "lane" | "signal"> & { readonly watch: LogWatch },
  accepted: readonly string[],
  issue: IssueId | undefined,
): Promise<Stop | undefined> {
  const { setup, limits } = lane.config;
  if (setup === undefined) return undefined;
  const fingerprint = await setupFingerprint(setup, lane.worktree.path);
  const marker = join(lane.stateFolder, `prepared-${lane.name}`);
  if (accepted.includes(fingerprint) || (await readIfExists(marker)) === fingerprint) return undefined;

  const result = await runCheck({
    command: setup,
    cwd: lane.worktree.path,
    environment: lane.environment,
    processes: lane.processes,
    signal,
    timeoutMs: limits.checkMinutes * 60_000,
    output: logSink(watch, issue, "setup"),
  });
  signal.throwIfAborted();
  if (result.passed) {
    await mkdir(lane.stateFolder, { recursive: true, mode: 0o700 });
    await writeFile(marker, fingerprint, { mode: 0o600 });
    return undefined;
  }
  const message = result.problem ?? `\`${setup}\` failed`;
  return stopOf(setupFailed, { of: "error", message, detail: result.tail }, [fingerprint]);
}

/** Returns a hash of the command, the identity of the worktree, and the lock files at its root. */
async function setupFingerprint(setup: string, root: string): Promise<string> {
  const hash = createHash("sha256")
    .update(setup)
    .update(await worktreeIdentity(root));
  for (const name of INSTALL_FILES) hash.update(`\0${name}\0`).update((await readIfExists(join(root, name))) ?? "");
  return hash.digest("hex");
}

/** Identifies a worktree by its `.git` file, which is a different one after the worktree was created again. */
async function worktreeIdentity(root: string): Promise<string> {
  return stat(join(root, ".git")).then(
    ({ mtimeMs, ino }) => `${mtimeMs} ${ino}`,
    () => "",
  );
}
