// Starts git from a small process. To start a process, the system copies the page tables of the one that starts it.
// For the program itself that takes several milliseconds, in which the screen and all lanes stand still.
import { fork, type ChildProcess } from "node:child_process";
import { executeGit, type ExecuteGit, type GitEnd, type GitRequest } from "./execute-git.ts";

export type ToStarter =
  | { readonly kind: "start"; readonly id: number; readonly request: GitRequest }
  | { readonly kind: "cancel"; readonly id: number };

export type FromStarter =
  | { readonly kind: "ready" }
  | { readonly kind: "end"; readonly id: number; readonly end: GitEnd };

export interface GitStarter {
  /** Starts git directly while the process is not there: before `open`, until it is ready, and after it died. */
  readonly execute: ExecuteGit;
  /** Starts the process. */
  open(): void;
  /** Ends the process, once the git processes that are running have ended, or after a few seconds. */
  close(): Promise<void>;
}

/** What is reported for git where the process that started it was killed, and git's own end is unknown. */
const UNKNOWN: GitEnd = {
  exitCode: undefined,
  signal: undefined,
  code: undefined,
  timedOut: false,
  stdout: Buffer.alloc(0),
  stderr: Buffer.alloc(0),
  cut: false,
  message: "the process that had started it was killed",
};

/** @param program path of the built `program.ts` */
export function createGitStarter(program: string): GitStarter {
  const waiting = new Map<number, (end: GitEnd) => void>();
  let child: ChildProcess | undefined;
  let ready = false;
  let started = 0;

  const settle = (id: number, end: GitEnd) => {
    waiting.get(id)?.(end);
    waiting.delete(id);
    // Git keeps the program alive while it runs, the process that starts it does not.
    if (waiting.size === 0) child?.channel?.unref();
  };
  const lost = () => {
    ready = false;
    for (const id of waiting.keys()) settle(id, UNKNOWN);
  };

  return {
    async execute(request, signal) {
      const starter = child;
      if (starter === undefined || !ready) return executeGit(request, signal);
      started += 1;
      const id = started;
      const { promise, resolve } = Promise.withResolvers<GitEnd>();
      waiting.set(id, resolve);
      starter.channel?.ref();
      const cancel = () => void send(starter, { kind: "cancel", id });
      signal.addEventListener("abort", cancel, { once: true });
      if (!send(starter, { kind: "start", id, request })) settle(id, UNKNOWN);
      if (signal.aborted) cancel();
      return promise.finally(() => signal.removeEventListener("abort", cancel));
    },

    open() {
      // In a session of its own: a ctrl-c in the terminal is for the program, which ends git as it sees fit.
      child = fork(program, [], { execArgv: [], env: {}, detached: true, serialization: "advanced", stdio: "ignore" });
      child.on("message", (message: FromStarter) => {
        if (message.kind === "ready") ready = true;
        else settle(message.id, message.end);
      });
      child.on("error", lost).on("exit", lost).on("disconnect", lost);
      child.unref();
      child.channel?.unref();
    },

    async close() {
      const starter = child;
      child = undefined;
      if (starter === undefined || starter.exitCode !== null || starter.signalCode !== null) return;
      const { promise: ended, resolve } = Promise.withResolvers<void>();
      starter.once("exit", () => resolve());
      starter.ref();
      if (starter.connected) starter.disconnect();
      await ended;
    },
  };
}

/** Returns false where the process is gone. */
function send(starter: ChildProcess, message: ToStarter): boolean {
  if (!starter.connected) return false;
  starter.send(message, () => {});
  return true;
}
