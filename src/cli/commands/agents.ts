import { knownAgents, type Readiness } from "../../engine/agents/readiness.ts";
import { configSchema, type Config } from "../../engine/config/config-schema.ts";
import { loadConfig } from "../../engine/config/load-config.ts";
import { MilestoneError } from "../../engine/model/errors.ts";
import { discover } from "../../engine/git/discover.ts";
import { readingEnvironment } from "../../engine/git/git-environment.ts";
import { sanitize } from "../../engine/text/sanitize.ts";
import type { Flags, Invocation } from "../arguments.ts";
import { readPlatform, type Platform } from "../composition/platform.ts";

/**
 * `milestone-tui agents`: lists every agent that a config can name, whether it is installed and what it still needs.
 * Starts none of them. Outside a repository only the built-in agents are listed. Exit code 0.
 */
export async function agents({ flags }: Invocation): Promise<number> {
  const platform = readPlatform(flags);
  const known = knownAgents(await configHere(flags, platform), platform.environment);
  const text =
    flags.json === true
      ? `${JSON.stringify(known.map(asJson), null, 2)}\n`
      : known
          .flatMap(linesOf)
          .map((line) => `${sanitize(line)}\n`)
          .join("");
  process.stdout.write(text);
  return 0;
}

async function configHere(flags: Flags, { cwd, environment }: Platform): Promise<Pick<Config, "agents">> {
  const reading = { cwd, variables: readingEnvironment(environment), signal: AbortSignal.timeout(10_000) };
  const found = await discover(reading).catch((error: unknown) => {
    if (error instanceof MilestoneError && error.code === "repository") return undefined;
    throw error;
  });
  return found === undefined && flags.config === undefined
    ? configSchema.parse({})
    : loadConfig(found?.location.root ?? cwd, flags);
}

function asJson({ name, protocol, command, installed, login, needs }: Readiness): object {
  return { name, protocol, command, installed, login: login ?? null, ready: needs.length === 0, needs };
}

function linesOf({ name, command, installed, login, needs }: Readiness): readonly string[] {
  const mark = !installed ? "✗" : needs.length === 0 ? "✓" : "⚠️";
  const state = !installed
    ? "not installed"
    : login === undefined
      ? "installed"
      : login === "login"
        ? "installed, has been used before"
        : `installed, ${login} is set`;
  return [
    `${mark} ${name}: ${state} (${command.join(" ")})`,
    ...needs.map(({ problem, hint }) => `  → ${problem}: ${hint}`),
  ];
}
