// The one door to child processes, as a port.
import type { Readable, Writable } from "node:stream";
import type { Sink } from "./sink.ts";
import { canGuard, createNamespace } from "./namespace.ts";
import { openProcess } from "./open-process.ts";
import { runProcess } from "./run-process.ts";

/**
 * How a process tree is held. `group`: a process group, plus a search of /proc for what left it. `pid-namespace`: the
 * kernel ends the tree, even when this program is killed with -9; Linux only, about 3 ms more a process; where it is
 * not allowed, the same as `group`.
 */
export type Isolation = "pid-namespace" | "group";

export interface ProcessOptions {
  readonly isolation: Isolation;
  /** Time between SIGTERM and SIGKILL, in milliseconds. */
  readonly graceMs?: number | undefined;
}

/** A sink that is told which stream the lines came on. While it has no room, the process is left waiting at its pipe. */
export interface OutputSink extends Pick<Sink, "drained"> {
  write(text: string, stream: "stdout" | "stderr"): void;
}

/** A folder that a process can only read, but for parts of it; absolute paths that are there. */
export interface Guard {
  readonly closed: string;
  readonly open: readonly string[];
}

export interface ProcessSpec {
  /** Program and arguments, or one line for the shell (`sh -c`). */
  readonly command: readonly [string, ...string[]] | { readonly shell: string };
  readonly cwd: string;
  /** The whole environment of the child; nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  /** Only where `canGuard` says that it can be had. */
  readonly guard?: Guard | undefined;
  /** Written to standard input, which is then closed. */
  readonly input?: string | undefined;
  /** Total time in milliseconds. */
  readonly timeoutMs?: number | undefined;
  /** Ended when nothing was printed for so long, in milliseconds. */
  readonly idleMs?: number | undefined;
  readonly signal: AbortSignal;
  /** Takes complete lines of stdout and stderr as they come. A line is cut at 16 KiB. */
  readonly output?: OutputSink | undefined;
  /** Bytes of stdout kept in memory (the first ones) for `stdout`; default 8 MiB. The rest goes to `output` only. */
  readonly maxBytes?: number | undefined;
}

export interface ProcessResult {
  /** `undefined` where the process was ended by a signal or never started. */
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  /** Why it ended before its time, if it did. `missing`: the program is not there. */
  readonly ended: "timeout" | "idle" | "cancelled" | "missing" | undefined;
  readonly stdout: string;
  /** True where `stdout` is not all of it. */
  readonly truncated: boolean;
  /** The last lines of both streams together, at most 200 lines and 64 KiB. */
  readonly tail: string;
  readonly durationMs: number;
}

/** A process to talk with: whoever opens it says when it ends. */
export interface OpenSpec extends Pick<ProcessSpec, "cwd" | "env" | "guard"> {
  readonly command: readonly [string, ...string[]];
  /** Takes complete lines of stderr as they come. */
  readonly output: Sink;
}

export interface OpenProcess {
  readonly stdin: Writable;
  readonly stdout: Readable;
  /** Settles when the process itself has ended, for whatever reason. Never rejects. */
  readonly exited: Promise<{ readonly exitCode: number | undefined; readonly signal: string | undefined }>;
  /** The last lines of stderr. */
  tail(): string;
  /** Ends it and everything it started: SIGTERM, a time of grace, SIGKILL. When it settles, no descendant is left. */
  end(): Promise<void>;
}

export interface Processes {
  /** Runs a process to its end. Never rejects for the process's own failure. When it settles, no descendant is left. */
  run(spec: ProcessSpec): Promise<ProcessResult>;
  /** Starts a process and leaves its streams to the caller, who must call `end`. Its tree ends with this program at the latest. */
  open(spec: OpenSpec): Promise<OpenProcess | "missing">;
  /** Whether this machine lets a folder be closed to a process; tried out, once for each folder. */
  canGuard(guard: Guard): Promise<boolean>;
}

export function createProcesses({ isolation, graceMs = 2000 }: ProcessOptions): Processes {
  const namespace = isolation === "pid-namespace" ? createNamespace() : undefined;
  const killPolicy = async () => ({ graceMs, wrapCommand: await namespace?.() });
  return {
    run: async (spec) => runProcess(spec, await killPolicy()),
    open: async (spec) => openProcess(spec, await killPolicy()),
    canGuard: async (guard) => {
      const wrapCommand = await namespace?.();
      return wrapCommand !== undefined && canGuard(wrapCommand, guard);
    },
  };
}
