import { join } from "node:path";
import type { Config } from "../config/schema.ts";
import type { OpenedRepository } from "../git/open-repository.ts";
import type { Clock } from "../ports.ts";
import type { Processes } from "../process/processes.ts";
import type { Forge } from "./forge.ts";
import type { Diagnosis } from "./github/diagnose.ts";
import { createLocalForge } from "./local/local-forge.ts";

export interface ForgePorts {
  readonly config: Pick<Config, "forge" | "github">;
  readonly repository: OpenedRepository;
  /** The program's own folder for this repository. */
  readonly stateFolder: string;
  readonly processes: Processes;
  readonly environment: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onWait: (until: Date, reason: string) => void;
  /** Divides the pauses between requests; 1 but in tests. */
  readonly haste?: number;
  /** Titles the milestone may have on the forge, the likeliest first. */
  readonly milestoneTitles?: readonly string[];
}

/** A forge, and the repository as it is pushed to for it. */
export interface Forged {
  readonly forge: Forge;
  readonly repository: OpenedRepository;
  /** What nobody may see of it, wherever it came from. */
  readonly secrets: readonly string[];
  /** What `doctor` wants to know of it; empty where there is nothing to say. Throws `forge` errors. */
  diagnose(signal: AbortSignal): Promise<readonly Diagnosis[]>;
}

/**
 * The forge the config names; without one, GitHub where the remote is there, else the local one.
 * @throws MilestoneError `config` or `forge` where GitHub is meant and something is missing
 */
export async function createForge(ports: ForgePorts): Promise<Forged> {
  const { repository, stateFolder } = ports;
  if (await isOnGitHub(ports)) return (await import("./github/open-github.ts")).openGitHub(ports);
  const forge = createLocalForge({ file: localPullsFile(stateFolder), repository });
  return { forge, repository, secrets: [], diagnose: async (signal) => { await forge.check(signal); return []; } };
}

/** Where the pull requests of a repository without a server are kept. */
export function localPullsFile(stateFolder: string): string {
  return join(stateFolder, "pulls.json");
}

async function isOnGitHub({ config, repository, processes, environment, signal }: ForgePorts): Promise<boolean> {
  if (config.forge !== undefined) return config.forge === "github";
  if (!/^[\w+-]+:\/\/|^[^/\\]+:/.test(repository.remote.url)) return false;
  const [{ isGitHubRemote }, { sshHostBy }] = await Promise.all([import("./github/connection.ts"), import("./github/ssh-host.ts")]);
  return isGitHubRemote(repository.remote.url, sshHostBy(processes, environment, signal), environment["GH_HOST"]);
}
