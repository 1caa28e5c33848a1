import type { Progress } from "../../engine/model/progress.ts";
import type { StopKind } from "../../engine/model/stop.ts";

/** What the transcript remembers from one event to the next. */
export interface Memory {
  readonly progress: Progress;
  readonly verbose: boolean;
  /** Between the reconciliation of a resumed run and its first issue. */
  readonly continuing: boolean;
  readonly retrying: StopKind | undefined;
  readonly waitingFor: string | undefined;
}
