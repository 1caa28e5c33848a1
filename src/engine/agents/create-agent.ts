import { basename, isAbsolute, join } from "node:path";
import { MilestoneError } from "../model/errors.ts";
import type { AgentSetting, Config } from "../config/config-schema.ts";
import type { Clock } from "../run/ports.ts";
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
  /** The user's environment; an agent gets what it needs of it. */
  readonly environment: Environment;
  /** Folder of the program's own, where agents have their homes. */
  readonly stateFolder: string;
  readonly clock: Pick<Clock, "now">;
}

/**
 * The agent a setting means: a profile by its name, or a program of the user's own.
 * @throws MilestoneError `config` for a name nobody knows, a profile that is not installed, a sandbox that is required and not there
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

/** What a setting names: the config's own agents first, then the profiles known. @throws MilestoneError `config` */
export function findAgent(setting: AgentSetting, { agents }: Pick<Config, "agents">): FoundAgent {
  const described = typeof setting === "string" ? agents[setting] : setting;
  if (described === undefined) {
    const profile = typeof setting === "string" ? PROFILES.get(setting) : undefined;
    if (profile !== undefined) return { kind: "acp", profile, env: {}, writable: [] };
    throw new MilestoneError("config", `There is no agent profile ${JSON.stringify(setting)}`, {
      hint: `Name one of ${[...PROFILES.keys(), ...Object.keys(agents)].join(", ")}, or set "agent" to { "command": ["program", "argument"] }.`,
    });
  }
  const [program = "", ...args] = described.command;
  const command = [program, ...args] as const;
  const name = typeof setting === "string" ? setting : program;
  const { env, writable } = described;
  if (!("protocol" in described)) return { kind: "command", name, command, env, writable };
  // One that starts a known program has that one's ways.
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
      ownHome: profile.worksAnywhere && hasKey ? join(stateFolder, "agents", profile.name) : undefined,
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
      ownHome: undefined,
      homePaths,
    }),
  });
}

/** A program that is a known agent, with whatever arguments. */
function profileOf(program: string): AgentProfile | undefined {
  return [...PROFILES.values()].find(({ name, command }) => [name, command[0]].includes(basename(program)));
}

function requireInstalled(
  { name, command, install }: Pick<AgentProfile, "name" | "command" | "install">,
  environment: Environment,
): void {
  // A relative path is one in the worktree, which is not there yet.
  const isRelative = command[0].includes("/") && !isAbsolute(command[0]);
  if (isRelative || isProgram(command[0], "/", environment["PATH"])) return;
  throw new MilestoneError(
    "config",
    `The agent "${name}" is not installed: there is no program ${command[0]} on the PATH`,
    {
      hint: `${install.replace(/\.$/, "")}; or name another agent: milestone-tui agents lists them.`,
    },
  );
}
