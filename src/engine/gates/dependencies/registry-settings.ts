import type { Diff } from "../../git/diff/diff.ts";
import type { GateFinding } from "../../model/findings/gate-finding.ts";
import { registrySettingFinding } from "./sources.ts";

/** Files that tell package managers where packages come from. */
const SETTINGS = new RegExp(
  String.raw`(?:^|\/)(?:\.npmrc|\.yarnrc(?:\.yml)?|\.pnpmfile\.c?js|bunfig\.toml|pip\.conf|pip\.ini|\.pypirc|` +
    String.raw`\.cargo\/config(?:\.toml)?|\.bundle\/config|\.mvn\/settings\.xml|auth\.json)$`,
  "i",
);

const SOURCE_SETTING =
  /registry|index[-_]url|find-links|trusted-host|npmRegistryServer|replace-with|mirror|<url>|\/\/[\w.-]+\.[a-z]{2,}/i;

/**
 * Reports changes of registry settings: another registry replaces all packages at once, without a change in any
 * lockfile.
 */
export async function registrySettings(diff: Diff): Promise<readonly GateFinding[]> {
  const settings = diff.files.filter(({ path, kind }) => SETTINGS.test(path) && kind !== "deleted");
  const found = await Promise.all(
    settings.map(async ({ path }) => {
      const lines = (await diff.hunks(path)).flatMap(({ added }) => added).filter((line) => SOURCE_SETTING.test(line));
      return lines.length === 0 ? [] : [registrySettingFinding(path, `${path} names where packages come from`, lines)];
    }),
  );
  return found.flat();
}
