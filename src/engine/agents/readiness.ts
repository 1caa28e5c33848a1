import type { Config } from "../config/config-schema.ts";
import type { Environment } from "../process/child-environment.ts";
import { isProgram } from "../process/program.ts";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { keyOf, PROFILES } from "./acp/profiles.ts";
import { findAgent, type FoundAgent } from "./create-agent.ts";

/** Whether an agent can work on this machine, judged by PATH, environment and files. Nothing is started. */
export interface Readiness {
  readonly name: string;
  readonly protocol: "acp" | "command";
  readonly command: readonly string[];
  readonly installed: boolean;
  /** How the agent logs in: the name of a variable, or `login` for a saved login. Undefined where neither was found. */
  readonly login: string | undefined;
  /** What keeps the agent from working. Empty where nothing does. */
  readonly needs: readonly Need[];
}

export interface Need {
  readonly problem: string;
  /** How to fix the problem; one sentence. */
  readonly hint: string;
}

/** Returns every agent that a config can name: the agents of the config, then the known profiles. */
export function knownAgents(config: Pick<Config, "agents">, environment: Environment): readonly Readiness[] {
  const names = new Set([...Object.keys(config.agents), ...PROFILES.keys()]);
  return [...names].map((name) => readinessOf(findAgent(name, config), environment));
}

/** @param cwd the folder to which a relative command is relative */
export function readinessOf(found: FoundAgent, environment: Environment, cwd = "/"): Readiness {
  if (found.kind === "acp") return profileReadiness(found, environment, cwd);
  const { name, command, env } = found;
  const installed = isProgram(command[0], cwd, environment["PATH"]);
  const missing = notInstalled(command[0], `Install ${command[0]}, or correct its command in the config.`);
  return {
    name,
    protocol: "command",
    command,
    installed,
    login: undefined,
    needs: [...(installed ? [] : [missing]), ...unsetVariables(env, environment)],
  };
}

function profileReadiness(
  { profile, env }: Extract<FoundAgent, { kind: "acp" }>,
  environment: Environment,
  cwd: string,
): Readiness {
  const { name, command, install, keys, login, homePaths } = profile;
  const installed = isProgram(command[0], cwd, environment["PATH"]);
  const home = environment["HOME"];
  const saved = home !== undefined && homePaths.some((path) => existsSync(join(home, path)));
  const isKnown = keys.length > 0 || homePaths.length > 0;
  const found = keyOf(profile, { ...environment, ...env }) ?? (saved ? "login" : undefined);
  return {
    name,
    protocol: "acp",
    command,
    installed,
    login: found,
    needs: [
      ...(installed ? [] : [notInstalled(command[0], install)]),
      ...(found === undefined && isKnown ? [{ problem: "no login is known of", hint: login }] : []),
      ...unsetVariables(env, environment),
    ],
  };
}

function notInstalled(program: string, hint: string): Need {
  return { problem: `${program} is not installed, or not on the PATH`, hint };
}

/** Returns a need for each variable that the config copies (`env:NAME`) and that is not set. */
function unsetVariables(env: Readonly<Record<string, string>>, environment: Environment): readonly Need[] {
  return Object.entries(env).flatMap(([name, value]) => {
    const copied = value.startsWith("env:") ? value.slice("env:".length) : undefined;
    return copied === undefined || environment[copied] !== undefined
      ? []
      : [{ problem: `${copied} is not set, so it gets no ${name}`, hint: `Set ${copied} before the run.` }];
  });
}
