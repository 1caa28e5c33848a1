import { createHash } from "node:crypto";
import { mkdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runCheck } from "../../checks/run-check.ts";
import { requireDiskSpace } from "../../files/disk-space.ts";
import { readIfExists } from "../../files/read-if-exists.ts";
import { LOCKFILE_NAMES } from "../../gates/lockfiles.ts";
import type { IssueId } from "../../model/plan.ts";
import type { Stop } from "../../model/stop.ts";
import { setupFailed } from "../../questions/kinds/run/setup-failed.ts";
import { stopOf } from "../../questions/stop-definition.ts";
import { logSink } from "../log-sink.ts";
import type { LogWatch } from "../step-watch.ts";
import type { StepContext } from "../steps/step.ts";
import { inTurn } from "./check-turn.ts";

/** What a setup works with: a step, or the baseline before the first issue. */
export type SetupContext = Pick<StepContext, "lane" | "signal"> & { readonly watch: LogWatch };

export interface SetupCommand {
  readonly command: string;
  /** Names the file in the state folder that says for what the command succeeded. */
  readonly marker: string;
  /** Files at the root of the worktree for which it runs again when they change. */
  readonly files: readonly string[];
}

/** Files at the root that say which packages are to be installed. */
export const INSTALL_FILES: readonly string[] = [...LOCKFILE_NAMES, "requirements.txt"];

/**
 * Runs a setup command in a lane, unless it succeeded there for the same worktree and files. A marker of that is kept
 * in the state folder, since the worktree contains only the user's files.
 * @param accepted fingerprints of failed setups that the user accepted
 * @returns the stop to ask about where the command failed
 */
export async function runSetup(
  context: SetupContext,
  { command, marker, files }: SetupCommand,
  accepted: readonly string[],
  issue: IssueId | undefined,
): Promise<Stop | undefined> {
  const { lane, watch, signal } = context;
  const fingerprint = await setupFingerprint(command, lane.worktree.path, files);
  const path = join(lane.stateFolder, marker);
  if (accepted.includes(fingerprint) || (await readIfExists(path)) === fingerprint) return undefined;

  const result = await inTurn(context, issue, () =>
    runCheck({
      command,
      cwd: lane.worktree.path,
      environment: lane.environment,
      processes: lane.processes,
      signal,
      timeoutMs: lane.config.limits.checkMinutes * 60_000,
      output: logSink(watch, issue, "setup"),
    }),
  );
  signal.throwIfAborted();
  if (result.passed) {
    await mkdir(lane.stateFolder, { recursive: true, mode: 0o700 });
    await writeFile(path, fingerprint, { mode: 0o600 });
    return undefined;
  }
  await requireDiskSpace(lane.stateFolder);
  const message = result.problem ?? `\`${command}\` failed`;
  return stopOf(setupFailed, { of: "error", message, detail: result.tail }, [fingerprint]);
}

/** Returns a hash of the command, the identity of the worktree, and the files at its root. */
async function setupFingerprint(command: string, root: string, files: readonly string[]): Promise<string> {
  const hash = createHash("sha256")
    .update(command)
    .update(await worktreeIdentity(root));
  for (const name of files) hash.update(`\0${name}\0`).update((await readIfExists(join(root, name))) ?? "");
  return hash.digest("hex");
}

/**
 * Identifies a worktree by its `.git` file, which is a different one after the worktree was created again. The user's
 * own checkout has a folder there, whose time changes with every use of git.
 */
async function worktreeIdentity(root: string): Promise<string> {
  return stat(join(root, ".git")).then(
    (entry) => (entry.isDirectory() ? `${entry.ino}` : `${entry.mtimeMs} ${entry.ino}`),
    () => "",
  );
}
