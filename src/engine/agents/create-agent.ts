import { MilestoneError } from "../errors.ts";
import type { AgentSetting, Config } from "../config/schema.ts";
import { agentEnvironment, type Environment } from "../process/environment.ts";
import type { Processes } from "../process/processes.ts";
import type { Agent } from "./agent.ts";
import { createCommandAgent } from "./command/command-agent.ts";

export interface AgentPorts {
  readonly config: Pick<Config, "agents" | "sandbox">;
  readonly processes: Processes;
  /** The user's environment; an agent gets what it needs of it. */
  readonly environment: Environment;
}

/** The agent a setting means: a program of the user's own, or a profile by its name. @throws MilestoneError `config` */
export function createAgent(setting: AgentSetting, { config, processes, environment }: AgentPorts): Agent {
  const chosen = typeof setting === "string" ? config.agents[setting] : setting;
  if (chosen === undefined || "protocol" in chosen) {
    throw new MilestoneError("config", `There is no agent profile "${JSON.stringify(setting)}"`, {
      mend: 'Set "agent" to { "command": ["program", "argument"] }, or describe the profile under "agents".',
    });
  }
  return createCommandAgent({
    name: typeof setting === "string" ? setting : (chosen.command[0] ?? ""),
    command: chosen.command, environment: agentEnvironment(environment, chosen.env), processes,
  });
}
