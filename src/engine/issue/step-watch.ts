import type { LimitReached, Reservation } from "../model/budget.ts";
import type { FactOf } from "../model/facts.ts";
import type { TaskKind } from "../model/progress.ts";
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

export interface ReviewOfPush {
  /** Has the review of a commit begin that is checked out in the worktree. */
  begin(commit: string): void;
  /**
   * Ends the review before the worktree is changed.
   * @returns the stop for what it did by then and must not do
   */
  cancel(): Promise<Stop | undefined>;
}

/** What a step reports and asks for while it works. The coordinator implements it. */
export interface StepWatch extends LogWatch {
  /**
   * Records at once what must not be lost together with the step: the cost of an agent, and its replacement by the
   * fallback.
   */
  record(fact: FactOf<"usage.recorded"> | FactOf<"agent.replaced">): Promise<void>;
  /**
   * Keeps back what an agent's task may cost of the limits of the run. Waits while tasks of other issues may use up
   * what is left. The caller ends the reservation.
   * @returns the limit that leaves nothing for the task, if there is one
   * @throws the reason of the signal when it is aborted
   */
  reserve(
    task: { readonly agent: string; readonly kind: TaskKind },
    signal: AbortSignal,
  ): Promise<Reservation | LimitReached>;
  /**
   * Waits for something that other issues need not wait for: another lane may work meanwhile. Resolves once there is a
   * turn for this lane again.
   */
  rest(wait: () => Promise<void>): Promise<void>;
  /**
   * Resolves at the step's turn in the record of its issue, or when the step is canceled. Only a review can begin
   * before its turn. By then it must not ask anything, and must not deal with a failure.
   */
  turn(): Promise<void>;
  /** Aborted when the result of the step is no longer needed. Its agent then has to end, and is checked as usual. */
  readonly canceled: AbortSignal;
  /** The review of what is pushed, which may work at the same time. Only for `push`. */
  readonly reviewAhead: ReviewOfPush;
  /**
   * Asks the user about a permission request of an agent, unless the same request was answered before in this issue.
   * @param needed aborted when the agent no longer waits; the question is then withdrawn, and the answer is false
   * @throws RunEnded where the answer ends the run
   */
  askPermission(stop: Stop, needed: AbortSignal): Promise<boolean>;
}
