// The ports that all parts of the engine use: the clock, the ledger of facts, and the decider that answers questions.
import type { FactDraft, NextDraft, Recorded } from "./events.ts";
import type { Progress } from "./progress.ts";
import type { Command, Question } from "./stop.ts";
import type { TransientEvent } from "./transient-events.ts";

/** The only writer of a run's state. A fact is written to the disk first, then passed to every listener. */
export interface Ledger {
  /** The progress after the last recorded fact. */
  readonly progress: Progress;
  /**
   * Records a fact. Writes it to the disk, then calls the listeners, then resolves with the recorded fact.
   * @throws MilestoneError `state-unwritable`, or `locked` once the lock was lost
   */
  record<Draft extends FactDraft>(draft: Draft): Promise<Recorded<Draft>>;
  /**
   * Records several facts with one sync of the disk: all of them, or none. The listeners are called for one after the
   * other, as if each had been recorded alone.
   * @throws as `record` does
   */
  recordAll(drafts: readonly (FactDraft | NextDraft)[]): Promise<void>;
  emit(event: TransientEvent): void;
  /**
   * Backpressure: returns a promise while the sources of events should wait, which resolves when they may continue. It
   * never rejects.
   */
  drained(): Promise<void> | undefined;
}

/** Answers questions: the user at a screen, lines on standard input, or the policy of `--autonomous`. */
export interface Decider {
  readonly by: "user" | "unattended";
  /**
   * Answers one question. Several questions can be open at once.
   * @throws RunEnded where no answer can arrive any more
   */
  answer(question: Question, signal: AbortSignal): Promise<Command>;
}

export interface Clock {
  now(): Date;
  /** Resolves after `ms` milliseconds. Rejects with the reason of the signal when it is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}
