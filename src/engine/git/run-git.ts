// The one way a git process is started that writes, talks to a remote, or may print nothing.
import { execa } from "execa";
import { MilestoneError } from "../model/errors.ts";
import type { Variables } from "./git-environment.ts";
import { reasonOf, withoutCredentials } from "./remote/remote-failure.ts";

/** Where git works: its folder, and the variables that name the repository, so that nothing is discovered. */
export interface Place {
  readonly cwd: string;
  readonly variables: Variables;
}

/** Outside every repository: for commands that need none, so that looking leaves no trace. */
export const NOWHERE: Place = { cwd: "/", variables: { GIT_DIR: "/dev/null" } };

export interface GitOptions {
  /** Written to standard input. */
  readonly input?: string | undefined;
  /** Total time in milliseconds; for commands that talk to a remote. */
  readonly timeoutMs?: number | undefined;
}

export interface GitOutcome {
  readonly exitCode: number;
  readonly stdout: Buffer;
  readonly stderr: string;
  /** True where `stdout` was cut because there was too much of it. */
  readonly cut: boolean;
}

/** Git with its environment and the run's signal; an abort ends git and everything it started. */
export interface Git {
  /** Settles with whatever git answered. Throws only where git did not run to its end. */
  ask(place: Place, args: readonly string[], options?: GitOptions): Promise<GitOutcome>;
  /** Standard output; anything but exit code 0 is a `git` error with git's own reason. */
  run(place: Place, args: readonly string[], options?: GitOptions): Promise<Buffer>;
}

/** Output beyond this is cut (`GitOutcome.cut`): 128 MiB. */
const MAX_BYTES = 128 * 1024 * 1024;

export function createGit(environment: Variables, signal: AbortSignal): Git {
  const ask: Git["ask"] = async (place, args, options = {}) => {
    signal.throwIfAborted();
    const result = await execa("git", args, {
      cwd: place.cwd,
      env: { ...environment, ...place.variables },
      extendEnv: false,
      encoding: "buffer",
      stripFinalNewline: false,
      reject: false,
      ...(options.input === undefined ? { stdin: "ignore" as const } : { input: options.input }),
      ...(options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs }),
      maxBuffer: MAX_BYTES,
      cancelSignal: signal,
      killDescendants: true,
      forceKillAfterDelay: 2_000,
    });
    signal.throwIfAborted();
    const stderr = withoutCredentials(Buffer.from(result.stderr).toString("utf8"));
    if (result.timedOut) throw failed(args, `no answer after ${(options.timeoutMs ?? 0) / 1000} s`, result);
    if (result.exitCode === undefined && !result.isMaxBuffer) throw notStarted(place, args, result);
    return { exitCode: result.exitCode ?? 0, stdout: Buffer.from(result.stdout), stderr, cut: result.isMaxBuffer };
  };
  const run: Git["run"] = async (place, args, options) => {
    const outcome = await ask(place, args, options);
    if (outcome.exitCode !== 0 || outcome.cut) throw gitError(args, outcome);
    return outcome.stdout;
  };
  return { ask, run };
}

/** The `git` error for an answer that cannot be used. */
export function gitError(args: readonly string[], outcome: GitOutcome): MilestoneError {
  const reason = outcome.cut
    ? "more output than can be read"
    : (reasonOf(outcome.stderr) ?? `exit code ${outcome.exitCode}`);
  return failed(args, reason, outcome.stderr);
}

function failed(args: readonly string[], reason: string, cause: unknown): MilestoneError {
  return new MilestoneError("git", `git ${args[0] ?? ""}: ${reason}`, { cause });
}

function notStarted(
  place: Place,
  args: readonly string[],
  result: { readonly code?: string; readonly signal?: string; readonly shortMessage?: string },
): MilestoneError {
  if (result.code === "ENOENT") {
    return new MilestoneError("git", `git cannot be started in ${place.cwd}`, {
      hint: "Install git 2.39 or newer, see that it is on the PATH, and that the folder is there.",
      cause: result,
    });
  }
  return failed(
    args,
    result.signal === undefined ? (result.shortMessage ?? "it could not be started") : `ended by ${result.signal}`,
    result,
  );
}
