import type { Prices } from "../../config/config-schema.ts";
import type { Clock } from "../../run/ports.ts";
import type { Processes } from "../../process/processes.ts";
import type { Agent } from "../agent.ts";
import type { Confinement } from "../confinement.ts";
import type { AgentProfile } from "./profiles.ts";

export interface AcpAgentOptions {
  readonly profile: AgentProfile;
  readonly processes: Processes;
  readonly confinement: Confinement;
  /** Command lines of the config, which the agent may run even without a sandbox. */
  readonly commands: readonly string[];
  readonly clock: Pick<Clock, "now">;
  readonly prices: Prices;
}

/** Creates an agent that speaks the Agent Client Protocol. Each task runs in a new process, in the worktree. */
export function createAcpAgent(options: AcpAgentOptions): Agent {
  return {
    name: options.profile.name,
    confinement: options.confinement,
    // Loads the library of the protocol with the first task, not at the start of the program.
    perform: async (task, watch) => (await import("./perform-task.ts")).perform(options, task, watch),
  };
}
