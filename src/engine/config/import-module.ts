import { stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { MilestoneError, messageOf } from "../model/errors.ts";
import type { ConfigText } from "./parse-text.ts";

/**
 * Runs a config that is a module, which is the user's own code, and takes its default export, or what that returns.
 * @throws MilestoneError `config`
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
      hint: "Mend the module; it has to export the config as its default.",
      cause: error,
    });
  });
  // Not `loaded.config`, in which anything that is no object has become an empty one.
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
