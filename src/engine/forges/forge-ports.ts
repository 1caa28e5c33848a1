import type { Config } from "../config/config-schema.ts";
import type { OpenedRepository } from "../git/open-repository.ts";
import type { Clock } from "../run/ports.ts";
import type { Processes } from "../process/processes.ts";
import type { Forge } from "./forge.ts";
import type { Diagnosis } from "./github/diagnose.ts";

export interface ForgePorts {
  readonly config: Pick<Config, "forge" | "github">;
  readonly repository: OpenedRepository;
  /** The program's own folder for this repository. */
  readonly stateFolder: string;
  readonly processes: Processes;
  readonly environment: Readonly<Record<string, string>>;
  readonly clock: Clock;
  /** Where a limit is waited for; the clock where nobody can end such a wait. */
  readonly waits?: Pick<Clock, "sleep"> | undefined;
  readonly signal: AbortSignal;
  readonly onWait: (until: Date, reason: string) => void;
  /** Divides the pauses between requests; 1 but in tests. */
  readonly timeScale?: number;
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
