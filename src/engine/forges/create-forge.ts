import { join } from "node:path";
import type { Config } from "../config/schema.ts";
import type { OpenedRepository } from "../git/open-repository.ts";
import type { Clock } from "../ports.ts";
import type { Environment } from "../process/environment.ts";
import type { Processes } from "../process/processes.ts";
import type { Forge } from "./forge.ts";
import { createLocalForge } from "./local/local-forge.ts";

export interface ForgePorts {
  readonly config: Pick<Config, "forge" | "github">;
  readonly repository: OpenedRepository;
  /** The program's own folder for this repository. */
  readonly stateFolder: string;
  readonly processes: Processes;
  readonly environment: Environment;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** The forge the config names; without one, GitHub where the remote is there, else the local one. */
export async function createForge(ports: ForgePorts): Promise<Forge> {
  return createLocalForge({ file: localPullsFile(ports.stateFolder), repository: ports.repository });
}

/** Where the pull requests of a repository without a server are kept. */
export function localPullsFile(stateFolder: string): string {
  return join(stateFolder, "pulls.json");
}
