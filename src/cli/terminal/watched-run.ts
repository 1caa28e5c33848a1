import type { Plan } from "../../engine/model/plan.ts";
import type { Decider } from "../../engine/model/ports.ts";
import type { LimitWaits } from "../../engine/model/limit-waits.ts";
import type { LaneLimit } from "../../engine/run/lanes/lane-limit.ts";
import type { RunLedger } from "../../state/ledger/ledger.ts";
import type { Flags } from "../arguments.ts";
import type { Interruption } from "./interruption.ts";
import type { Project } from "../composition/project.ts";

/** Shows a run to the user, and provides the answers to its questions. */
export interface View {
  readonly decider: Decider;
  /** Settles when all output is written and the terminal is restored. */
  close(): Promise<void>;
}

/** What a view needs of the run it shows. */
export interface Watched {
  readonly ledger: RunLedger;
  readonly flags: Flags;
  readonly interruption: Interruption;
  readonly project: Project;
  readonly plan: Plan;
  /** The milestone's state folder. */
  readonly stateFolder: string;
  readonly waits: Pick<LimitWaits, "retryNow" | "onBegin">;
  readonly laneLimit: LaneLimit;
}

/** What the screen's actions need of a run, live or recorded. */
export interface ShownRun extends Pick<Watched, "interruption" | "project" | "plan" | "stateFolder"> {
  readonly ledger: Pick<RunLedger, "progress">;
}
