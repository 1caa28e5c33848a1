// Starts every git process that writes, talks to a remote, or may print nothing.
import { MilestoneError } from "../model/errors.ts";
import type { Variables } from "./git-environment.ts";
import { executeGit, type ExecuteGit, type GitEnd } from "./starter/execute-git.ts";
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
  /** True where `stdout` was cut, see `GitEnd`. */
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

/** @param execute how git processes are started */
export function createGit(environment: Variables, signal: AbortSignal, execute: ExecuteGit = executeGit): Git {
  const tryRun: Git["tryRun"] = async (place, args, options = {}) => {
    signal.throwIfAborted();
    const end = await execute(
      {
        args,
        cwd: place.cwd,
        env: { ...environment, ...place.variables },
        input: options.input,
        timeoutMs: options.timeoutMs,
      },
      signal,
    );
    signal.throwIfAborted();
    const stderr = withoutCredentials(Buffer.from(end.stderr).toString("utf8"));
    if (end.timedOut) throw failed(args, `no answer after ${(options.timeoutMs ?? 0) / 1000} s`, end);
    if (end.exitCode === undefined && !end.cut) throw notStarted(place, args, end);
    return { exitCode: end.exitCode ?? 0, stdout: Buffer.from(end.stdout), stderr, cut: end.cut };
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

function notStarted(place: Place, args: readonly string[], end: GitEnd): MilestoneError {
  if (end.code === "ENOENT") {
    return new MilestoneError("git", `git cannot be started in ${place.cwd}`, {
      hint: "Install git 2.39 or newer, see that it is on the PATH, and that the folder is there.",
      cause: end,
    });
  }
  return failed(
    args,
    end.signal === undefined ? (end.message ?? "it could not be started") : `ended by ${end.signal}`,
    end,
  );
}
