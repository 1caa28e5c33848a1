import type { Allowance } from "../model/budget.ts";
import type { FactOf } from "../model/facts.ts";
import type { Stop } from "../model/stop.ts";
import type { TransientEvent } from "../model/transient-events.ts";

/** Receives the output of processes. */
export interface LogWatch {
  emit(event: TransientEvent): void;
  /**
   * Backpressure: returns a promise while the processes should not print, which resolves when they may. It never
   * rejects.
   */
  drained(): Promise<void> | undefined;
}

/** What a step reports and asks for while it works. The coordinator implements it. */
export interface StepWatch extends LogWatch {
  /**
   * Records at once what must not be lost together with the step: the cost of an agent, and its replacement by the
   * fallback.
   */
  record(fact: FactOf<"usage.recorded"> | FactOf<"agent.replaced">): Promise<void>;
  /** Returns the limits that apply to the next agent task of the issue, and how much of each was used so far. */
  allowances(): readonly Allowance[];
  /**
   * Asks the user about a permission request of an agent, unless the same request was answered before in this issue.
   * @param needed aborted when the agent no longer waits; the question is then withdrawn, and the answer is false
   * @throws RunEnded where the answer ends the run
   */
  askPermission(stop: Stop, needed: AbortSignal): Promise<boolean>;
}
