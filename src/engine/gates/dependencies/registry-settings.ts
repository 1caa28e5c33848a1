import type { Diff } from "../../git/diff/diff.ts";
import type { GateFinding } from "../gate.ts";
import { registrySetting } from "./sources.ts";

/** Files by which package managers are told where packages come from. */
const SETTINGS =
  /(?:^|\/)(?:\.npmrc|\.yarnrc(?:\.yml)?|\.pnpmfile\.c?js|bunfig\.toml|pip\.conf|pip\.ini|\.pypirc|\.cargo\/config(?:\.toml)?|\.bundle\/config|\.mvn\/settings\.xml|auth\.json)$/i;

const PLACE =
  /registry|index[-_]url|find-links|trusted-host|npmRegistryServer|replace-with|mirror|<url>|\/\/[\w.-]+\.[a-z]{2,}/i;

/** A new place for packages swaps all of them at once, and no lockfile has to change for it. */
export async function registrySettings(diff: Diff): Promise<readonly GateFinding[]> {
  const settings = diff.files.filter(({ path, kind }) => SETTINGS.test(path) && kind !== "deleted");
  const found = await Promise.all(
    settings.map(async ({ path }) => {
      const lines = (await diff.hunks(path)).flatMap(({ added }) => added).filter((line) => PLACE.test(line));
      return lines.length === 0 ? [] : [registrySetting(path, `${path} names where packages come from`, lines)];
    }),
  );
  return found.flat();
}
