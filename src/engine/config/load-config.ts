import { resolve } from "node:path";
import { MilestoneError } from "../model/errors.ts";
import { findConfigFile } from "./find-file.ts";
import { configSchema, type Config } from "./config-schema.ts";
import type { ConfigText } from "./parse-text.ts";

/** What the command line may say about the config. */
export interface ConfigFlags {
  /** File to read instead of the one in the repository; relative to `directory`. */
  readonly config?: string | undefined;
  readonly directory?: string | undefined;
  readonly agent?: string | undefined;
  readonly forge?: string | undefined;
}

/**
 * The config of the repository at `root`, with every default filled in: from `milestone.config.*`, or from the file that
 * `--config` names; the defaults where there is none. Parsers are loaded only for a file that needs them.
 * @throws MilestoneError `config`, naming file, line, setting and value; `usage` for flags that do not fit
 */
export async function loadConfig(root: string, flags: ConfigFlags): Promise<Config> {
  const path = flags.config === undefined ? await findConfigFile(root) : resolve(flags.directory ?? ".", flags.config);
  const config = path === undefined ? configSchema.parse({}) : await readConfig(path);
  return resolveConfig(config, flags);
}

/** The flags over the file. Pure. */
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
  throw new MilestoneError("config", `${path} is of no kind that can be read as config.`, {
    hint: "Name a file that ends in .json, .yaml, .ts or .js.",
  });
}
