import { join } from "node:path";
import type { OpenedForge, ForgePorts } from "./forge-ports.ts";
import { createLocalForge } from "./local/local-forge.ts";

/**
 * Opens the forge that the config names. Without one, GitHub if the remote is on GitHub, else the local forge.
 * @throws MilestoneError `config` or `forge` where GitHub is selected and e.g. its token is missing
 */
export async function createForge(ports: ForgePorts): Promise<OpenedForge> {
  const { repository, stateFolder } = ports;
  if (await isOnGitHub(ports)) return (await import("./github/open-github.ts")).openGitHub(ports);
  const forge = createLocalForge({ file: localPullsFile(stateFolder), repository });
  return {
    forge,
    repository,
    secrets: [],
    diagnose: async (signal) => {
      await forge.check(signal);
      return [];
    },
  };
}

/** Returns the file in which the local forge stores its pull requests. */
export function localPullsFile(stateFolder: string): string {
  return join(stateFolder, "pulls.json");
}

/** Whether the config selects GitHub or, where the config names no forge, the remote is on GitHub. */
export async function isOnGitHub({ config, repository, processes, environment, signal }: ForgePorts): Promise<boolean> {
  if (config.forge !== undefined) return config.forge === "github";
  if (config.github.baseUrl !== undefined) return true;
  if (!/^[\w+-]+:\/\/|^[^/\\]+:/.test(repository.remote.url)) return false;
  const [{ isGitHubRemote }, { sshHostBy }] = await Promise.all([
    import("./github/api/connection.ts"),
    import("./github/api/ssh-host.ts"),
  ]);
  return isGitHubRemote(repository.remote.url, sshHostBy(processes, environment, signal), environment["GH_HOST"]);
}
