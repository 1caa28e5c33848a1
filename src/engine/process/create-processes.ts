import { canGuard, createNamespace } from "./namespace.ts";
import type { Isolation, Processes } from "./processes.ts";
import { openProcess } from "./open-process.ts";
import { runProcess } from "./run-process.ts";

export interface ProcessOptions {
  readonly isolation: Isolation;
  /** Time between SIGTERM and SIGKILL, in milliseconds. */
  readonly graceMs?: number | undefined;
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
