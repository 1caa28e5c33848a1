import type { Config } from "../config/config-schema.ts";
import type { Forge } from "../forges/forge.ts";
import type { Repository } from "../git/repository.ts";
import type { Lane } from "../issue/lane.ts";
import type { LimitWaits } from "../model/limit-waits.ts";
import type { IssueId } from "../model/plan.ts";
import type { Clock, Decider, Ledger } from "../model/ports.ts";
import type { LaneLimit } from "./lanes/lane-limit.ts";
import type { LoadedPlan } from "../plan/sources/load-plan.ts";

/** Everything that a run works with. The composition root (`cli/composition`) creates it. */
export interface RunContext {
  readonly loaded: LoadedPlan;
  readonly ledger: Ledger;
  readonly decider: Decider;
  readonly clock: Clock;
  readonly repository: Repository;
  readonly forge: Forge;
  /** Returns the lane of this name: its number as text, from `1`. The same name always gives the same lane. */
  readonly laneOf: (name: string) => Lane;
  readonly laneLimit: LaneLimit;
  /** The waits that the user can end early. */
  readonly waits: Pick<LimitWaits, "sleep">;
  readonly config: Pick<Config, "setup" | "test" | "limits" | "github">;
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
