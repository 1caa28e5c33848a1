import { mkdir } from "node:fs/promises";
import { MilestoneError } from "../model/errors.ts";
import { isProgram } from "../process/program.ts";
import type { Guard, Processes } from "../process/processes.ts";
import { findSandbox } from "../process/sandbox.ts";
import type { AgentTask } from "./agent.ts";
import { checkoutGuard, homeVariables, layersFor } from "./sandbox-mounts.ts";

type Command = readonly [string, ...string[]];

/** What an agent may see and touch: its environment, its home, and the walls around it. */
export interface Confinement {
  /** The whole environment of its process, without what a task adds. */
  readonly environment: Readonly<Record<string, string>>;
  /** True where it can write only what its task needs. */
  readonly isInForce: boolean;
  /** Whether the user's checkout is out of its reach in a task, by the walls or by a read-only mount of its own. */
  keepsCheckout(task: Pick<AgentTask, "cwd" | "scratch">): Promise<boolean>;
  /** In words, for the user. */
  describe(): string;
  /** How to start it for a task. */
  prepare(
    command: Command,
    task: AgentTask,
  ): Promise<{
    readonly command: Command;
    readonly env: Readonly<Record<string, string>>;
    readonly guard?: Guard | undefined;
  }>;
}

export interface ConfinementOptions {
  readonly policy: "auto" | "required" | "off";
  /** As allowed to the agent. */
  readonly environment: Readonly<Record<string, string>>;
  /** A home of its own, absolute; undefined: it works in the user's. */
  readonly ownHome: string | undefined;
  /** What it may write below the user's home folder, beside caches; relative to it. */
  readonly homePaths: readonly string[];
  /** Closes the checkout to it where there are no walls. */
  readonly processes?: Pick<Processes, "canGuard"> | undefined;
}

/** @throws MilestoneError `config` where a sandbox is required and there is none */
export function confine({ policy, environment, ownHome, homePaths, processes }: ConfinementOptions): Confinement {
  if (policy === "required" && findSandbox() === undefined) {
    throw new MilestoneError(
      "config",
      'The config says `sandbox: "required"`, and there is no sandbox that works here',
      {
        hint: "Install bubblewrap (Linux: the package of that name), or set sandbox to auto or off.",
      },
    );
  }
  // Asked when the first task begins, so that looking at a plan does not wait for it.
  const sandbox = () => (policy === "off" ? undefined : findSandbox());
  const userHome = environment["HOME"];
  const env = ownHome === undefined ? environment : { ...homeVariables(environment), HOME: ownHome };
  const guardFor = async (task: Pick<AgentTask, "cwd" | "scratch">) => {
    const guard = checkoutGuard(task);
    return guard !== undefined && (await processes?.canGuard(guard)) === true ? guard : undefined;
  };
  return {
    environment: env,
    get isInForce() {
      return sandbox() !== undefined;
    },
    keepsCheckout: async (task) => sandbox() !== undefined || (await guardFor(task)) !== undefined,
    describe() {
      const found = sandbox();
      if (found !== undefined)
        return `${found.name}: it can write to its worktree, temporary folders and package caches only`;
      return policy === "off"
        ? "nothing (sandbox: off)"
        : "nothing (bubblewrap is not installed or does not work here)";
    },
    async prepare(command, task) {
      if (ownHome !== undefined) await mkdir(ownHome, { recursive: true, mode: 0o700 });
      const found = sandbox();
      // A program that is not there is reported by whoever starts it, in its own name.
      if (!isProgram(command[0], task.cwd, env["PATH"])) return { command, env };
      await mkdir(task.scratch, { recursive: true, mode: 0o700 });
      if (found === undefined) return { command, env, guard: await guardFor(task) };
      const layers = layersFor({ task, userHome, ownHome, homePaths, temporary: env["TMPDIR"] });
      return { command: found.wrap(command, layers), env };
    },
  };
}

/** No walls, the environment as it is. */
export function unconfined(environment: Readonly<Record<string, string>>): Confinement {
  return confine({ policy: "off", environment, ownHome: undefined, homePaths: [] });
}
