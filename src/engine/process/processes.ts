// The port through which the program starts all its child processes.
import type { Readable, Writable } from "node:stream";
import type { Sink } from "./sink.ts";

/**
 * How all processes of a tree are found and ended. `group`: by their process group, plus a search of /proc for those
 * that left it. `pid-namespace`: by the kernel, even when this program is killed with -9. That takes about 3 ms per
 * process, works on Linux only, and falls back to `group` where it is not allowed.
 */
export type Isolation = "pid-namespace" | "group";

/** A sink that also gets the stream of the lines. Until `drained` settles, the process waits at its full pipe. */
export interface OutputSink extends Pick<Sink, "drained"> {
  write(text: string, stream: "stdout" | "stderr"): void;
}

/**
 * Folders (`closed`) that a process can only read, except for the folders in `open`. Of two folders of which one is in
 * the other, the inner one counts. Absolute paths of existing folders.
 */
export interface Guard {
  readonly closed: readonly string[];
  readonly open: readonly string[];
}

export interface ProcessSpec {
  /** Program and arguments, or one line for the shell (`sh -c`). */
  readonly command: readonly [string, ...string[]] | { readonly shell: string };
  readonly cwd: string;
  /** The whole environment of the child; nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  /** Only where `canGuard` returned true. */
  readonly guard?: Guard | undefined;
  /** Written to standard input, which is then closed. */
  readonly input?: string | undefined;
  /** Total time in milliseconds. */
  readonly timeoutMs?: number | undefined;
  /** The process is ended after this time without output, in milliseconds. */
  readonly idleMs?: number | undefined;
  readonly signal: AbortSignal;
  /** Gets complete lines of stdout and stderr as they come. A line is cut at 16 KiB. */
  readonly output?: OutputSink | undefined;
  /** Bytes of stdout kept in memory (the first ones) for `stdout`; default 8 MiB. The rest goes to `output` only. */
  readonly maxBytes?: number | undefined;
}

export interface ProcessResult {
  /** `undefined` where the process was ended by a signal or never started. */
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  /** Why the process was ended early, if it was. `missing`: the program does not exist. */
  readonly ended: "timeout" | "idle" | "cancelled" | "missing" | undefined;
  readonly stdout: string;
  /** True where `stdout` is not complete. */
  readonly truncated: boolean;
  /** The last lines of both streams together, at most 200 lines and 64 KiB. */
  readonly tail: string;
  readonly durationMs: number;
}

/** Settings of a process that the caller talks with, and ends. */
export interface OpenSpec extends Pick<ProcessSpec, "cwd" | "env" | "guard"> {
  readonly command: readonly [string, ...string[]];
  /** Gets complete lines of stderr as they come. */
  readonly output: Sink;
}

export interface OpenProcess {
  readonly stdin: Writable;
  readonly stdout: Readable;
  /** Settles when the process itself has ended, for any reason. Never rejects. */
  readonly exited: Promise<{ readonly exitCode: number | undefined; readonly signal: string | undefined }>;
  /** The last lines of stderr. */
  tail(): string;
  /**
   * Ends the process and everything it started: SIGTERM, the grace period, SIGKILL. When it settles, no descendant is
   * left.
   */
  end(): Promise<void>;
}

export interface Processes {
  /**
   * Runs a process to its end; when it settles, no descendant is left. Rejects where the process cannot be started or
   * where `output` throws, but not for a failure of the process itself.
   */
  run(spec: ProcessSpec): Promise<ProcessResult>;
  /**
   * Starts a process and leaves its streams to the caller, who must call `end`. The process tree ends with this program
   * at the latest.
   */
  open(spec: OpenSpec): Promise<OpenProcess | "missing">;
  /** Whether this machine supports a guard; tried out once for each guard. */
  canGuard(guard: Guard): Promise<boolean>;
}
