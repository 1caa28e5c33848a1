import { stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { MilestoneError, messageOf } from "../model/errors.ts";
import type { ConfigText } from "./parse-text.ts";

/**
 * Loads a config that is a module: runs it, and takes its default export, or what the exported function returns.
 * @throws MilestoneError `config` where the file cannot be read or the module fails
 */
export async function importConfig(path: string): Promise<ConfigText> {
  await mustExist(path);
  const { loadConfig } = await import("c12");
  const loaded = await loadConfig({
    cwd: dirname(path),
    configFile: basename(path),
    rcFile: false,
    globalRc: false,
    packageJson: false,
    dotenv: false,
    extend: false,
    envName: false,
    giget: false,
  }).catch((error: unknown) => {
    throw new MilestoneError("config", `${path} failed: ${messageOf(error)}`, {
      hint: "Correct the module; it has to export the config as its default.",
      cause: error,
    });
  });
  // Not `loaded.config`: c12 replaces anything that is not an object by an empty object there.
  return { value: loaded.layers?.[0]?.config, lineOf: () => undefined };
}

async function mustExist(path: string): Promise<void> {
  await stat(path).catch((error: unknown) => {
    throw new MilestoneError("config", `${path} cannot be read: ${messageOf(error)}`, {
      hint: "Name a readable file with --config.",
      cause: error,
    });
  });
}
