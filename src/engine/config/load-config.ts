import { resolve } from "node:path";
import { MilestoneError } from "../model/errors.ts";
import { findConfigFile } from "./find-file.ts";
import { configSchema, type Config } from "./config-schema.ts";
import type { ConfigText } from "./parse-text.ts";

/** Command-line flags that affect the config. */
export interface ConfigFlags {
  /** Config file to read instead of the one in the repository; relative to `directory`. */
  readonly config?: string | undefined;
  readonly directory?: string | undefined;
  readonly agent?: string | undefined;
  readonly forge?: string | undefined;
}

/**
 * Loads the config of the repository at `root`, with every default filled in: from the file that `--config` names, or
 * from `milestone.config.*`; without a file, the defaults. Parsers are imported only for a file that needs them.
 * @throws MilestoneError `config`, naming file, line, setting and value; `usage` for invalid flags
 */
export async function loadConfig(root: string, flags: ConfigFlags): Promise<Config> {
  const path = flags.config === undefined ? await findConfigFile(root) : resolve(flags.directory ?? ".", flags.config);
  const config = path === undefined ? configSchema.parse({}) : await readConfig(path);
  return resolveConfig(config, flags);
}

/**
 * Overrides settings of the file by flags. Pure.
 * @throws MilestoneError `usage` for an unknown forge
 */
export function resolveConfig(config: Config, { agent, forge }: ConfigFlags): Config {
  if (forge !== undefined && forge !== "github" && forge !== "local") {
    throw new MilestoneError("usage", `--forge ${forge}: there is no such forge`, { hint: "Use github or local." });
  }
  return { ...config, agent: agent ?? config.agent, forge: forge ?? config.forge };
}

async function readConfig(path: string): Promise<Config> {
  const { value, lineOf } = await read(path);
  const parsed = configSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { configProblem } = await import("./config-problem.ts");
  throw configProblem(path, value, parsed.error, lineOf);
}

async function read(path: string): Promise<ConfigText> {
  if (/\.(json|jsonc|ya?ml)$/.test(path)) return (await import("./parse-text.ts")).readConfigText(path);
  if (/\.[cm]?[jt]s$/.test(path)) return (await import("./import-module.ts")).importConfig(path);
  throw new MilestoneError("config", `${path} is not of a type that can be read as config.`, {
    hint: "Name a file that ends in .json, .yaml, .ts or .js.",
  });
}
