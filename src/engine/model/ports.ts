// What the engine needs of its surroundings in every room: time, the record, and answers.
import type { FactDraft, Recorded } from "./events.ts";
import type { Progress } from "./progress.ts";
import type { Command, Question } from "./stop.ts";
import type { TransientEvent } from "./transient-events.ts";

/** The one writer of a run's state. Facts go to the disk first, then to every listener. */
export interface Ledger {
  /** As of the last fact recorded. */
  readonly progress: Progress;
  /**
   * Settles with the fact as it was recorded, once it is on the disk; only then are listeners called.
   * @throws MilestoneError `state-unwritable`, or `locked` once the lock was lost
   */
  record<Draft extends FactDraft>(draft: Draft): Promise<Recorded<Draft>>;
  emit(event: TransientEvent): void;
  /** Backpressure: set while the sources of events should wait; settles when they may go on. Never rejects. */
  drained(): Promise<void> | undefined;
}

/** Answers questions: a person at a screen, lines on standard input, or the policy of `--autonomous`. */
export interface Decider {
  readonly by: "user" | "unattended";
  /** Answers one question; several may be open at once. Rejects with `RunEnded` where no answer can come any more. */
  answer(question: Question, signal: AbortSignal): Promise<Command>;
}

export interface Clock {
  now(): Date;
  /** @param ms milliseconds. Rejects with the signal's reason when it is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}
