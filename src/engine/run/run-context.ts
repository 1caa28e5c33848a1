import type { Config } from "../config/config-schema.ts";
import type { Forge } from "../forges/forge.ts";
import type { Repository } from "../git/repository.ts";
import type { Lane } from "../issue/lane.ts";
import type { IssueId } from "../model/plan.ts";
import type { Clock, Decider, Ledger } from "../model/ports.ts";
import type { LaneLimit } from "./lane-limit.ts";
import type { LoadedPlan } from "../plan/sources/load-plan.ts";

/** Everything that a run works with. The composition root (`cli/composition`) creates it. */
export interface RunContext {
  readonly loaded: LoadedPlan;
  readonly ledger: Ledger;
  readonly decider: Decider;
  readonly clock: Clock;
  readonly repository: Repository;
  readonly forge: Forge;
  /** At least one. */
  readonly lanes: readonly Lane[];
  readonly laneLimit: LaneLimit;
  readonly config: Pick<Config, "setup" | "test" | "limits">;
  readonly options: RunOptions;
  /** The folder of the program's own files for this milestone. */
  readonly stateFolder: string;
  readonly version: string;
  /** Aborted when the run is to end, with a `RunEnded` as its reason. */
  readonly signal: AbortSignal;
  /** Aborted, in addition to `signal`, when the user pressed the panic key. */
  readonly panic: AbortSignal;
}

export interface RunOptions {
  readonly skipPlanReview: boolean;
  readonly skipCodeReview: boolean;
  /** Skipped issues to start again. */
  readonly retry: readonly IssueId[];
}
