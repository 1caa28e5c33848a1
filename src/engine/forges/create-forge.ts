import { join } from "node:path";
import type { Forged, ForgePorts } from "./forge-ports.ts";
import { createLocalForge } from "./local/local-forge.ts";

/**
 * The forge the config names; without one, GitHub where the remote is there, else the local one.
 * @throws MilestoneError `config` or `forge` where GitHub is meant and something is missing
 */
export async function createForge(ports: ForgePorts): Promise<Forged> {
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

/** Where the pull requests of a repository without a server are kept. */
export function localPullsFile(stateFolder: string): string {
  return join(stateFolder, "pulls.json");
}

/** Whether the config says so or, where it says nothing, the remote. */
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
