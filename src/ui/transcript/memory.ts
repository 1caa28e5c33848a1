import type { Progress } from "../../engine/model/progress.ts";
import type { StopKind } from "../../engine/model/stop.ts";

/** What the transcript keeps from one event to the next. */
export interface Memory {
  readonly progress: Progress;
  readonly verbose: boolean;
  /** True from the reconciliation of a resumed run to its first issue. */
  readonly continuing: boolean;
  /** The kind of stop that was answered with `retry`, until the next step is finished. */
  readonly retrying: StopKind | undefined;
  /** The wait that was printed last, so that it is printed once. */
  readonly waitingFor: string | undefined;
}
