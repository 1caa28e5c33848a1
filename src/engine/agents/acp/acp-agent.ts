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
  /** Command lines of the config, which it may run even where nothing confines it. */
  readonly commands: readonly string[];
  readonly clock: Pick<Clock, "now">;
  readonly prices: Prices;
}

/** An agent that speaks the Agent Client Protocol: one process a task, in the worktree, seen live. */
export function createAcpAgent(options: AcpAgentOptions): Agent {
  return {
    name: options.profile.name,
    confinement: options.confinement,
    // The protocol's library is loaded when it is first needed.
    perform: async (task, watch) => (await import("./perform-task.ts")).perform(options, task, watch),
  };
}
