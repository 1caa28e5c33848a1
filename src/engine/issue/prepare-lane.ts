import { createHash } from "node:crypto";
import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runCheck } from "../checks/run-check.ts";
import { systemCode } from "../model/errors.ts";
import type { Lane } from "./lane.ts";
import { logSink } from "../model/log-sink.ts";
import type { IssueId } from "../model/plan.ts";
import type { Run } from "../run/run.ts";
import type { Stop } from "../model/stop.ts";

const LOCKFILES = [
  "package-lock.json",
  "npm-shrinkwrap.json",
  "pnpm-lock.yaml",
  "yarn.lock",
  "bun.lock",
  "poetry.lock",
  "uv.lock",
  "Pipfile.lock",
  "requirements.txt",
  "Cargo.lock",
  "go.sum",
  "Gemfile.lock",
  "composer.lock",
];

/**
 * Runs `setup` in a lane where it has not run for these lockfiles. What was prepared is noted beside the state, since
 * the worktree holds nothing but the user's files. Returns the stop to ask about where setup failed.
 */
export async function prepareLane(run: Run, lane: Lane, issue?: IssueId): Promise<Stop | undefined> {
  const { setup } = run.config;
  if (setup === undefined) return undefined;
  const key = await preparationKey(setup, lane.worktree.path);
  const note = join(run.stateFolder, `prepared-${lane.name}`);
  if ((await readIfThere(note)) === key || isAccepted(run, key)) return undefined;

  const result = await runCheck({
    command: setup,
    cwd: lane.worktree.path,
    environment: run.environment,
    processes: run.processes,
    signal: run.signal,
    timeoutMs: run.config.limits.checkMinutes * 60_000,
    output: logSink(run.ledger, issue, "setup"),
  });
  run.signal.throwIfAborted();
  if (result.passed) {
    await mkdir(run.stateFolder, { recursive: true, mode: 0o700 });
    await writeFile(note, key, { mode: 0o600 });
    return undefined;
  }
  return {
    kind: "setup-failed",
    evidence: { of: "error", message: result.problem ?? `\`${setup}\` failed`, detail: result.tail },
    fingerprints: [key],
  };
}

/** Changes with the worktree itself, the command and any lockfile at the root. */
async function preparationKey(setup: string, root: string): Promise<string> {
  const hash = createHash("sha256")
    .update(setup)
    .update(await worktreeIdentity(root));
  for (const name of LOCKFILES) hash.update(`\0${name}\0`).update((await readIfThere(join(root, name))) ?? "");
  return hash.digest("hex");
}

/** A worktree made anew has a new `.git` file, with another time. */
async function worktreeIdentity(root: string): Promise<string> {
  return stat(join(root, ".git")).then(
    ({ mtimeMs, ino }) => `${mtimeMs} ${ino}`,
    () => "",
  );
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

function isAccepted(run: Run, key: string): boolean {
  return run.ledger.progress.decisions.some(
    ({ stop, command, fingerprints }) => stop === "setup-failed" && command === "approve" && fingerprints.includes(key),
  );
}
