// Starts every git process that writes, talks to a remote, or may print nothing.
import { execa } from "execa";
import { MilestoneError } from "../model/errors.ts";
import type { Variables } from "./git-environment.ts";
import { reasonOf, withoutCredentials } from "./remote/remote-failure.ts";

/** Where git works: its folder, and the variables that name the repository, so that git does not search for one. */
export interface Place {
  readonly cwd: string;
  readonly variables: Variables;
}

/** Outside every repository, for commands that need none. They leave no trace in the user's repository. */
export const NO_REPOSITORY: Place = { cwd: "/", variables: { GIT_DIR: "/dev/null" } };

export interface GitOptions {
  /** Written to standard input. */
  readonly input?: string | undefined;
  /** Limit for the whole command in milliseconds. Set for commands that talk to a remote. */
  readonly timeoutMs?: number | undefined;
}

export interface GitOutcome {
  readonly exitCode: number;
  readonly stdout: Buffer;
  readonly stderr: string;
  /** True where `stdout` was cut after 128 MiB. */
  readonly cut: boolean;
}

/** Runs git with a fixed environment and the run's signal. An abort ends git and every process it started. */
export interface Git {
  /**
   * Returns the outcome whatever the exit code is.
   * @throws MilestoneError `git` where git did not run to its end
   */
  tryRun(place: Place, args: readonly string[], options?: GitOptions): Promise<GitOutcome>;
  /**
   * Returns the standard output.
   * @throws MilestoneError `git` with git's own reason where the exit code is not 0
   */
  run(place: Place, args: readonly string[], options?: GitOptions): Promise<Buffer>;
}

/** Output is cut after this many bytes (`GitOutcome.cut`). */
const MAX_BYTES = 128 * 1024 * 1024;

export function createGit(environment: Variables, signal: AbortSignal): Git {
  const tryRun: Git["tryRun"] = async (place, args, options = {}) => {
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
    const outcome = await tryRun(place, args, options);
    if (outcome.exitCode !== 0 || outcome.cut) throw gitError(args, outcome);
    return outcome.stdout;
  };
  return { tryRun, run };
}

/** Creates the `git` error for a failed command or for cut output. */
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
