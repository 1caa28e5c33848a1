import { mkdir } from "node:fs/promises";
import { MilestoneError } from "../model/errors.ts";
import { isProgram } from "../process/program.ts";
import type { Guard, Processes } from "../process/processes.ts";
import { findSandbox } from "../process/sandbox.ts";
import type { AgentTask } from "./agent.ts";
import { checkoutGuard, homeVariables, layersFor } from "./sandbox-mounts.ts";

type Command = readonly [string, ...string[]];

/** What an agent may read and write: its environment, its home folder and its sandbox. */
export interface Confinement {
  /** The environment of the agent's process, without the variables of a lane and of a task. */
  readonly environment: Readonly<Record<string, string>>;
  /** Whether a sandbox limits the agent to writing what its task needs. */
  readonly isInForce: boolean;
  /** Whether the agent cannot write to the user's checkout in a task, because of the sandbox or a read-only mount. */
  keepsCheckout(task: Pick<AgentTask, "cwd" | "scratch">): Promise<boolean>;
  /** Describes the confinement to the user. */
  describe(): string;
  /**
   * Returns how to start the agent for a task, with the variables of its lane. Creates the folders that the start
   * needs.
   */
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
  /** The variables that the agent is allowed to have. */
  readonly environment: Readonly<Record<string, string>>;
  /** Absolute path of the agent's home folder, apart from the user's. Undefined: the agent uses the user's home. */
  readonly agentHome: string | undefined;
  /** What the agent may write in the user's home folder besides caches; relative to the home, or absolute. */
  readonly homePaths: readonly string[];
  /** Used to mount the checkout read-only where there is no sandbox. */
  readonly processes?: Pick<Processes, "canGuard"> | undefined;
}

/**
 * Creates the confinement of an agent.
 * @throws MilestoneError `config` where a sandbox is required and none works
 */
export function confine({ policy, environment, agentHome, homePaths, processes }: ConfinementOptions): Confinement {
  if (policy === "required" && findSandbox() === undefined) {
    throw new MilestoneError(
      "config",
      'The config requires a sandbox (`sandbox: "required"`), but none works on this machine',
      {
        hint: "Install bubblewrap (on Linux, the package of that name), or set sandbox to auto or off.",
      },
    );
  }
  // The sandbox is probed with the first task only, so that commands which only show a plan do not wait for the probe.
  const sandbox = () => (policy === "off" ? undefined : findSandbox());
  const userHome = environment["HOME"];
  const env = agentHome === undefined ? environment : { ...homeVariables(environment), HOME: agentHome };
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
      if (agentHome !== undefined) await mkdir(agentHome, { recursive: true, mode: 0o700 });
      const found = sandbox();
      const taskEnv = { ...env, ...task.environment };
      // Returns a missing program without the sandbox, so that the caller reports the program and not the sandbox as
      // missing.
      if (!isProgram(command[0], task.cwd, taskEnv["PATH"])) return { command, env: taskEnv };
      await mkdir(task.scratch, { recursive: true, mode: 0o700 });
      if (found === undefined) return { command, env: taskEnv, guard: await guardFor(task) };
      const layers = layersFor({ task, userHome, agentHome, homePaths, temporary: taskEnv["TMPDIR"] });
      return { command: found.wrap(command, layers), env: taskEnv };
    },
  };
}

/** Creates a confinement without a sandbox, with the environment as given. */
export function unconfined(environment: Readonly<Record<string, string>>): Confinement {
  return confine({ policy: "off", environment, agentHome: undefined, homePaths: [] });
}
