import { execa } from "execa";

/** One git process. Everything in it can be sent to another process. */
export interface GitRequest {
  readonly args: readonly string[];
  readonly cwd: string;
  /** The whole environment of git. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Written to standard input. */
  readonly input?: string | undefined;
  /** Limit for the whole command in milliseconds. */
  readonly timeoutMs?: number | undefined;
}

/** How a git process ended. Can be sent to another process. */
export interface GitEnd {
  /** Undefined where git was ended by a signal, or was never started. */
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  /** The system's code of an error that kept git from starting, such as `ENOENT`. */
  readonly code: string | undefined;
  readonly timedOut: boolean;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  /** True where `stdout` was cut after 128 MiB. */
  readonly cut: boolean;
  /** What happened, in one line, where git did not run to its end. */
  readonly message: string | undefined;
}

/** Runs git to its end. An abort ends git and every process it started. Never rejects for a failure of git. */
export type ExecuteGit = (request: GitRequest, signal: AbortSignal) => Promise<GitEnd>;

/** Output is cut after this many bytes (`GitEnd.cut`). */
const MAX_BYTES = 128 * 1024 * 1024;

export const executeGit: ExecuteGit = async ({ args, cwd, env, input, timeoutMs }, signal) => {
  const result = await execa("git", args, {
    cwd,
    env,
    extendEnv: false,
    encoding: "buffer",
    stripFinalNewline: false,
    reject: false,
    ...(input === undefined ? { stdin: "ignore" as const } : { input }),
    ...(timeoutMs === undefined ? {} : { timeout: timeoutMs }),
    maxBuffer: MAX_BYTES,
    cancelSignal: signal,
    killDescendants: true,
    forceKillAfterDelay: 2_000,
  });
  const { exitCode, timedOut, stdout, stderr, isMaxBuffer } = result;
  return {
    exitCode,
    signal: result.signal,
    code: result.code,
    timedOut,
    stdout,
    stderr,
    cut: isMaxBuffer,
    message: result.shortMessage,
  };
};
