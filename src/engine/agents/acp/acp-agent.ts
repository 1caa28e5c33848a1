import type { Agent } from "../agent.ts";
import type { AcpAgentOptions } from "./acp-agent-options.ts";

/** Creates an agent that speaks the Agent Client Protocol. Each task runs in a new process, in the worktree. */
export function createAcpAgent(options: AcpAgentOptions): Agent {
  return {
    name: options.profile.name,
    confinement: options.confinement,
    // Loads the library of the protocol with the first task, not at the start of the program.
    perform: async (task, watch) => (await import("./perform-task.ts")).perform(options, task, watch),
  };
}
