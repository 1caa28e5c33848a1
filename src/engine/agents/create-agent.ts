import { basename, isAbsolute, join } from "node:path";
import { MilestoneError } from "../model/errors.ts";
import type { AgentSetting, Config } from "../config/config-schema.ts";
import type { Clock } from "../model/ports.ts";
import { agentEnvironment, type Environment } from "../process/child-environment.ts";
import type { Processes } from "../process/processes.ts";
import { isProgram } from "../process/program.ts";
import type { Agent } from "./agent.ts";
import { createAcpAgent } from "./acp/acp-agent.ts";
import { customProfile, keyOf, PROFILES, type AgentProfile } from "./acp/profiles.ts";
import { createCommandAgent } from "./command/command-agent.ts";
import { confine } from "./confinement.ts";

export interface AgentPorts {
  readonly config: Pick<Config, "agents" | "prices" | "sandbox" | "setup" | "lint" | "lintFix" | "typecheck" | "test">;
  readonly processes: Processes;
  /** The user's environment. An agent gets only the variables that it needs. */
  readonly environment: Environment;
  /** The program's state folder, which holds the home folders of agents; absolute. */
  readonly stateFolder: string;
  readonly clock: Pick<Clock, "now">;
}

/**
 * Creates the agent that a setting names: a known profile, an agent of the config, or a command.
 * @throws MilestoneError `config` for an unknown name, a program that is not installed, or a required sandbox that does
 *   not work
 */
export function createAgent(setting: AgentSetting, ports: AgentPorts): Agent {
  const found = findAgent(setting, ports.config);
  return found.kind === "acp" ? acpAgent(found, ports) : commandAgent(found, ports);
}

export type FoundAgent =
  | {
      readonly kind: "acp";
      readonly profile: AgentProfile;
      readonly env: Readonly<Record<string, string>>;
      readonly writable: readonly string[];
    }
  | {
      readonly kind: "command";
      readonly name: string;
      readonly command: readonly [string, ...string[]];
      readonly env: Readonly<Record<string, string>>;
      readonly writable: readonly string[];
    };

/**
 * Finds the agent that a setting names: first among the agents of the config, then among the known profiles.
 * @throws MilestoneError `config` for an unknown name
 */
export function findAgent(setting: AgentSetting, { agents }: Pick<Config, "agents">): FoundAgent {
  const described = typeof setting === "string" ? agents[setting] : setting;
  if (described === undefined) {
    const profile = typeof setting === "string" ? PROFILES.get(setting) : undefined;
    if (profile !== undefined) return { kind: "acp", profile, env: {}, writable: [] };
    throw new MilestoneError("config", `There is no agent profile ${JSON.stringify(setting)}`, {
      hint:
        `Name one of ${[...PROFILES.keys(), ...Object.keys(agents)].join(", ")}, ` +
        'or set "agent" to { "command": ["program", "argument"] }.',
    });
  }
  const [program = "", ...args] = described.command;
  const command = [program, ...args] as const;
  const name = typeof setting === "string" ? setting : program;
  const { env, writable } = described;
  if (!("protocol" in described)) return { kind: "command", name, command, env, writable };
  // An agent of the config that starts a known program gets the settings of its profile.
  const known = profileOf(program);
  return {
    kind: "acp",
    profile: known === undefined ? customProfile(name, command) : { ...known, name, command },
    env,
    writable,
  };
}

function acpAgent({ profile, env, writable }: Extract<FoundAgent, { kind: "acp" }>, ports: AgentPorts): Agent {
  const { config, processes, environment, stateFolder, clock } = ports;
  requireInstalled(profile, environment);
  const keys = Object.fromEntries(profile.keys.map((name) => [name, `env:${name}`]));
  const allowed = agentEnvironment(environment, { ...keys, ...env });
  const hasKey = keyOf(profile, allowed) !== undefined;
  return createAcpAgent({
    profile,
    processes,
    clock,
    prices: config.prices,
    commands: [config.setup, config.lint, config.lintFix, config.typecheck, config.test?.command].filter(
      (line) => line !== undefined,
    ),
    confinement: confine({
      policy: config.sandbox,
      processes,
      environment: allowed,
      homePaths: [...profile.homePaths, ...writable],
      agentHome: profile.canUseAgentHome && hasKey ? join(stateFolder, "agents", profile.name) : undefined,
    }),
  });
}

function commandAgent(
  { name, command, env, writable }: Extract<FoundAgent, { kind: "command" }>,
  { config, processes, environment, clock }: AgentPorts,
): Agent {
  requireInstalled({ name, command, install: "Install it, or correct its command in the config" }, environment);
  const homePaths = [...(profileOf(command[0])?.homePaths ?? []), ...writable];
  return createCommandAgent({
    name,
    command,
    processes,
    clock,
    prices: config.prices,
    confinement: confine({
      policy: config.sandbox,
      processes,
      environment: agentEnvironment(environment, env),
      agentHome: undefined,
      homePaths,
    }),
  });
}

/** Returns the profile whose name or program is `program`, whatever the arguments. */
function profileOf(program: string): AgentProfile | undefined {
  return [...PROFILES.values()].find(({ name, command }) => [name, command[0]].includes(basename(program)));
}

function requireInstalled(
  { name, command, install }: Pick<AgentProfile, "name" | "command" | "install">,
  environment: Environment,
): void {
  // A relative path lies in the worktree, which does not exist yet.
  const isRelative = command[0].includes("/") && !isAbsolute(command[0]);
  if (isRelative || isProgram(command[0], "/", environment["PATH"])) return;
  throw new MilestoneError(
    "config",
    `The agent "${name}" is not installed: there is no program ${command[0]} on the PATH`,
    {
      hint: `${install.replace(/\.$/, "")}; or name another agent (\`milestone-tui agents\` lists them).`,
    },
  );
}
