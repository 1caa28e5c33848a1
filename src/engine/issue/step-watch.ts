import type { Allowance } from "../model/budget.ts";
import type { FactOf } from "../model/facts.ts";
import type { Stop } from "../model/stop.ts";
import type { TransientEvent } from "../model/transient-events.ts";

/** Takes what processes print. */
export interface LogWatch {
  emit(event: TransientEvent): void;
  /** Backpressure: set while the processes should not print; settles when they may. Never rejects. */
  drained(): Promise<void> | undefined;
}

/** What a step reports, and asks for, while it works. The coordinator is on the other side. */
export interface StepWatch extends LogWatch {
  /**
   * Records at once what must not be lost with the step: what an agent cost, and that another one works in its place.
   */
  record(fact: FactOf<"usage.recorded"> | FactOf<"agent.replaced">): Promise<void>;
  /** The limits that hold for the next agent task, with what was spent of them so far. */
  allowances(): readonly Allowance[];
  /**
   * Puts an agent's permission request to the user, unless the same was answered before in this issue.
   * @param needed aborted where the agent does not wait any more; the question is then withdrawn and the answer is
   * false
   * @throws RunEnded where the answer ends the run
   */
  askPermission(stop: Stop, needed: AbortSignal): Promise<boolean>;
}
