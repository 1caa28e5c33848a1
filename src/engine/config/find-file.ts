import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { MilestoneError } from "../model/errors.ts";

const NAME = /^milestone\.config\.([cm]?[jt]s|json|ya?ml)$/;

/**
 * Finds the config file at the root of a repository; undefined where there is none.
 * @throws MilestoneError `config` where there are several
 */
export async function findConfigFile(root: string): Promise<string | undefined> {
  const [first, ...others] = (await readdir(root)).filter((name) => NAME.test(name)).sort();
  if (first === undefined) return undefined;
  if (others.length === 0) return join(root, first);
  throw new MilestoneError("config", `There are several config files in ${root}: ${[first, ...others].join(", ")}.`, {
    hint: "Keep one of them, or choose one with --config.",
  });
}
