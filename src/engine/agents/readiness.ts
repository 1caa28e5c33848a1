import type { Config } from "../config/config-schema.ts";
import type { Environment } from "../process/child-environment.ts";
import { isProgram } from "../process/program.ts";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { keyOf, PROFILES } from "./acp/profiles.ts";
import { findAgent, type FoundAgent } from "./create-agent.ts";

/** An agent as it stands on this machine: found by looking at PATH, environment and files; nothing is started. */
export interface Readiness {
  readonly name: string;
  readonly protocol: "acp" | "command";
  readonly command: readonly string[];
  readonly installed: boolean;
  /** What it logs in with: the name of a variable, `login` for what it saved itself; undefined where nothing is known. */
  readonly login: string | undefined;
  /** Empty where it can work. */
  readonly needs: readonly Need[];
}

export interface Need {
  readonly problem: string;
  /** What to do about it; one sentence. */
  readonly hint: string;
}

/** Every agent that a config can name: the config's own, then the profiles known. */
export function knownAgents(config: Pick<Config, "agents">, environment: Environment): readonly Readiness[] {
  const names = new Set([...Object.keys(config.agents), ...PROFILES.keys()]);
  return [...names].map((name) => readinessOf(findAgent(name, config), environment));
}

export function readinessOf(found: FoundAgent, environment: Environment, cwd = "/"): Readiness {
  if (found.kind === "acp") return ofProfile(found, environment, cwd);
  const { name, command, env } = found;
  const installed = isProgram(command[0], cwd, environment["PATH"]);
  const missing = notInstalled(command[0], `Install ${command[0]}, or correct its command in the config.`);
  return {
    name,
    protocol: "command",
    command,
    installed,
    login: undefined,
    needs: [...(installed ? [] : [missing]), ...unset(env, environment)],
  };
}

function ofProfile(
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
      ...unset(env, environment),
    ],
  };
}

function notInstalled(program: string, hint: string): Need {
  return { problem: `${program} is not installed, or not on the PATH`, hint };
}

/** Variables the config copies that are not there to be copied. */
function unset(env: Readonly<Record<string, string>>, environment: Environment): readonly Need[] {
  return Object.entries(env).flatMap(([name, value]) => {
    const copied = value.startsWith("env:") ? value.slice("env:".length) : undefined;
    return copied === undefined || environment[copied] !== undefined
      ? []
      : [{ problem: `${copied} is not set, so it gets no ${name}`, hint: `Set ${copied} before the run.` }];
  });
}
