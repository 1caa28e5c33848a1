import type { StepResult } from "../../model/events.ts";
import type { Lane } from "../lane.ts";
import type { PlannedIssue } from "../../model/plan.ts";
import type { IssueProgress } from "../../model/progress.ts";
import type { Run } from "../../run/run.ts";
import type { Stop } from "../../model/stop.ts";

/** What a step works with. */
export interface StepContext {
  readonly run: Run;
  readonly lane: Lane;
  readonly planned: PlannedIssue;
  /** As recorded before the step began. */
  readonly issue: IssueProgress;
  /** Begun before and never finished: what it did then is unknown, so look before doing it again. */
  readonly repeated: boolean;
}

export type Outcome =
  | { readonly kind: "done"; readonly result: StepResult }
  | { readonly kind: "stop"; readonly stop: Stop };

export type Step = (context: StepContext) => Promise<Outcome>;

export function done(result: StepResult): Outcome {
  return { kind: "done", result };
}

export function stop(stop: Stop): Outcome {
  return { kind: "stop", stop };
}

/** What an earlier step must have left behind; its absence is a bug. */
export function required<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`${what} is missing in the record`);
  return value;
}
