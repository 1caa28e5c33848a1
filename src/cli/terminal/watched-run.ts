import type { Plan } from "../../engine/model/plan.ts";
import type { Decider } from "../../engine/model/ports.ts";
import type { LimitWaits } from "../../engine/model/limit-waits.ts";
import type { RunLedger } from "../../state/ledger/ledger.ts";
import type { Flags } from "../arguments.ts";
import type { Interruption } from "./interruption.ts";
import type { Project } from "../composition/project.ts";

/** How a run is shown, and who answers its questions. */
export interface View {
  readonly decider: Decider;
  /** Settles when everything is on the user's terminal and the terminal is as it was. */
  close(): Promise<void>;
}

/** What a view needs to know of the run it shows. */
export interface Watched {
  readonly ledger: RunLedger;
  readonly flags: Flags;
  readonly interruption: Interruption;
  readonly project: Project;
  readonly plan: Plan;
  /** The milestone's own. */
  readonly stateFolder: string;
  readonly waits: Pick<LimitWaits, "retryNow" | "onBegin">;
}

/** What there is to show and to open of a run, be it live or recorded. */
export interface Seen extends Pick<Watched, "interruption" | "project" | "plan" | "stateFolder"> {
  readonly ledger: Pick<RunLedger, "progress">;
}
