import { spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { statSync } from "node:fs";
import { Socket } from "node:net";
import { MilestoneError, messageOf, systemCode } from "../model/errors.ts";
import { endAll, waitUntilGone } from "./ending.ts";
import { firstProcess, type CommandWrapper } from "./namespace.ts";
import type { ProcessSpec } from "./processes.ts";
import { isProgram } from "./program.ts";
import { isAlive, isBubblewrap, membersOf, RUN_TAG, taggedWith, type ProcessIdentity } from "./tree.ts";

export interface KillPolicy {
  /** Time between SIGTERM and SIGKILL, in milliseconds. */
  readonly graceMs: number;
  /** Runs a command in a PID namespace. Without it, processes are found by process group and by a search. */
  readonly wrapCommand: CommandWrapper | undefined;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface SupervisedProcess {
  readonly child: ChildProcess;
  /** Settles when the process itself has ended. Both fields are null where even SIGKILL did not end it. */
  readonly exited: Promise<Exit>;
  /** Ends the process, if it still runs, and everything it started. Settles when no process is left. */
  end(): Promise<void>;
}

/** Milliseconds to wait for the processes of a namespace to end once its file descriptor 3 is closed. */
const NAMESPACE_END_MS = 15_000;
/** Milliseconds for which a process counts as recent (see `membersOf`). */
const RECENT_MS = 1000;
/** Milliseconds that the `exit` event may arrive after the process has ended. */
const EXIT_EVENT_MS = 2000;

/**
 * Starts a process so that it and everything it starts can be ended together.
 * @returns `missing` where the program does not exist
 * @throws MilestoneError `process` where it cannot be started: the folder does not exist, out of memory, arguments too
 * long
 */
export async function startSupervised(
  spec: Pick<ProcessSpec, "cwd" | "env" | "input" | "guard"> & { readonly command: readonly [string, ...string[]] },
  { graceMs, wrapCommand }: KillPolicy,
): Promise<SupervisedProcess | "missing"> {
  if (!statSync(spec.cwd, { throwIfNoEntry: false })?.isDirectory()) {
    throw new MilestoneError("process", `Not a folder: ${spec.cwd}`, {
      hint: "Restore the folder, or start over with a new worktree.",
    });
  }
  if (!isProgram(spec.command[0], spec.cwd, spec.env.PATH)) return "missing";
  const own = randomUUID();
  const tag = spec.env[RUN_TAG] === undefined ? own : `${spec.env[RUN_TAG]}:${own}`;
  const [program, ...args] = wrapCommand === undefined ? spec.command : wrapCommand(spec.command, tag, spec.guard);
  const started = performance.now();
  const child = await spawned(program, args, {
    cwd: spec.cwd,
    env: wrapCommand === undefined ? { ...spec.env, [RUN_TAG]: tag } : spec.env,
    detached: true,
    stdio: [
      spec.input === undefined ? "ignore" : "pipe",
      "pipe",
      "pipe",
      ...(wrapCommand === undefined ? [] : ["pipe" as const]),
    ],
  });
  if (child === "missing") return "missing";
  const root = { pid: child.pid, tag: own };
  const recent = () => performance.now() - started < RECENT_MS;
  const guardian = child.process.stdio[3];
  const first = guardian instanceof Socket ? firstProcess(guardian) : undefined;
  let ending: Promise<void> | undefined;
  const end = async () => {
    // Inside a namespace the process group also contains the wrapper processes, which must not get SIGTERM.
    const inside = () => taggedWith(root, recent()).filter((pid) => pid !== root.pid);
    await endAll(wrapCommand === undefined ? () => membersOf(root, recent()) : inside, graceMs, isBubblewrap);
    guardian?.destroy();
    if (first !== undefined)
      await waitUntilGone(() => leftOver(child, first()) ?? membersOf(root, recent()), NAMESPACE_END_MS);
    untrackLive(root.pid);
    child.giveUp();
  };
  trackLive(root.pid);
  return { child: child.process, exited: child.exited, end: () => (ending ??= end()) };
}

/**
 * Returns what is left of a namespace: its first process, which ends last, and the one outside that it was started
 * from. Undefined where the first process is not known.
 */
function leftOver({ process, pid }: Spawned, first: ProcessIdentity | undefined): readonly number[] | undefined {
  if (first === undefined) return undefined;
  const isOutsideAlive = process.exitCode === null && process.signalCode === null;
  return [...(isAlive(first) ? [first.pid] : []), ...(isOutsideAlive ? [pid] : [])];
}

interface Spawned {
  readonly process: ChildProcess;
  readonly pid: number;
  readonly exited: Promise<Exit>;
  /** Stops waiting for a process that hangs in the kernel. */
  giveUp(): void;
}

function spawned(
  program: string,
  args: readonly string[],
  options: Parameters<typeof spawn>[2],
): Promise<Spawned | "missing"> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => {
      if (["ENOENT", "EACCES", "ENOTDIR"].includes(systemCode(error) ?? "")) resolve("missing");
      else reject(new MilestoneError("process", `Cannot start ${program}: ${messageOf(error)}`, { cause: error }));
    };
    try {
      const process = spawn(program, args, options);
      const { promise: exited, resolve: settle } = Promise.withResolvers<Exit>();
      process.once("exit", (code, signal) => settle({ code, signal }));
      const giveUp = () => {
        if (process.exitCode !== null || process.signalCode !== null) return;
        const timer = setTimeout(() => settle({ code: null, signal: null }), EXIT_EVENT_MS);
        process.once("exit", () => clearTimeout(timer));
      };
      process.on("error", fail);
      process.once("spawn", () => resolve({ process, pid: process.pid ?? 0, exited, giveUp }));
    } catch (error) {
      fail(error);
    }
  });
}

// Process groups that are killed when the program exits while they run, for whatever reason.
const live = new Set<number>();

function trackLive(pid: number): void {
  if (live.size === 0) process.on("exit", killAllProcessGroups);
  live.add(pid);
}

function untrackLive(pid: number): void {
  live.delete(pid);
  if (live.size === 0) process.off("exit", killAllProcessGroups);
}

/** Sends SIGKILL to all process groups that this program has started and not ended. */
export function killAllProcessGroups(): void {
  for (const pid of live) {
    try {
      process.kill(-pid, "SIGKILL");
    } catch {
      // The group has already ended.
    }
  }
}
