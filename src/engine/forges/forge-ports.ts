import type { Config } from "../config/config-schema.ts";
import type { OpenedRepository } from "../git/open-repository.ts";
import type { Clock } from "../model/ports.ts";
import type { Processes } from "../process/processes.ts";
import type { Forge } from "./forge.ts";
import type { Diagnosis } from "./github/diagnose.ts";

export interface ForgePorts {
  readonly config: Pick<Config, "forge" | "github">;
  readonly repository: OpenedRepository;
  /** The program's state folder for this repository. */
  readonly stateFolder: string;
  readonly processes: Processes;
  readonly environment: Readonly<Record<string, string>>;
  readonly clock: Clock;
  /**
   * Sleeps until a rate limit ends. The user can end such a wait early; default: the clock, which cannot be
   * interrupted.
   */
  readonly waits?: Pick<Clock, "sleep"> | undefined;
  readonly signal: AbortSignal;
  readonly onWait: (until: Date, reason: string) => void;
  /** Divides the pauses between requests. Default 1; tests set more. */
  readonly timeScale?: number;
  /** Titles that the milestone may have on the forge, the most likely one first. */
  readonly milestoneTitles?: readonly string[];
}

/** A forge, and the repository with what pushing to that forge takes (credentials, protected branches). */
export interface OpenedForge {
  readonly forge: Forge;
  readonly repository: OpenedRepository;
  /** Texts to redact from all output, e.g. the token. */
  readonly secrets: readonly string[];
  /**
   * Returns the findings for `doctor`; empty where there are none.
   * @throws MilestoneError `forge`
   */
  diagnose(signal: AbortSignal): Promise<readonly Diagnosis[]>;
}
