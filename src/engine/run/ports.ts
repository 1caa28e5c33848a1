// What the engine needs of the world, passed in by the entry point.
import type { Agent } from "../agents/agent.ts";
import type { Config } from "../config/config-schema.ts";
import type { Fact, TransientEvent } from "../model/events.ts";
import type { Forge } from "../forges/forge.ts";
import type { Gate } from "../gates/gate.ts";
import type { Policy } from "../gates/policy.ts";
import type { Repository } from "../git/repository.ts";
import type { Processes } from "../process/processes.ts";
import type { Progress } from "../model/progress.ts";
import type { Command, Question } from "../model/stop.ts";
import type { Waits } from "../model/limit-waits.ts";

/** Where facts go: on the disk first, then to everyone who watches. */
export interface Ledger {
  /** As of the last fact recorded. */
  readonly progress: Progress;
  /** Settles once the fact is durable; only then is anybody told. Refused once the lock was lost. */
  record(fact: Fact): Promise<void>;
  emit(event: TransientEvent): void;
  /** Set where so much was told that its source should wait; settles when it may go on. Never rejects. */
  drained(): Promise<void> | undefined;
}

/** Whoever answers questions: a person at a screen, lines on standard input, or nobody (the catalogue). */
export interface Decider {
  readonly by: "user" | "unattended";
  /** Rejects with a `stopped` error where no answer can come any more. */
  answer(question: Question, signal: AbortSignal): Promise<Command>;
}

export interface Clock {
  now(): Date;
  /** Rejects with the signal's reason when it is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export interface RunOptions {
  readonly skipPlanReview: boolean;
  readonly skipCodeReview: boolean;
  readonly worktree: boolean;
  readonly retry: readonly string[];
}

export interface Ports {
  readonly repository: Repository;
  readonly forge: Forge;
  readonly agent: Agent;
  readonly reviewer: Agent;
  /** Works in place of either where that cannot; another one than both. */
  readonly fallback: Agent | undefined;
  /** Judge what is staged, before the tests. */
  readonly gates: readonly Gate[];
  /** Judges after the tests, from the report they write. */
  readonly coverage: Gate;
  /** The gates' policy for a tree at this path. */
  policyFor(root: string): Policy;
  readonly processes: Processes;
  readonly ledger: Ledger;
  readonly decider: Decider;
  readonly clock: Clock;
  /** Where limits are waited for. */
  readonly waits: Waits;
  readonly config: Config;
  readonly options: RunOptions;
  /** Environment for checks; agents get less. */
  readonly environment: Readonly<Record<string, string>>;
  /** Folder of the program's own for this milestone: scratch files, logs. */
  readonly stateFolder: string;
  readonly version: string;
  /** Aborted when the run is to end. */
  readonly signal: AbortSignal;
  /** Aborted where it is ending in alarm, beside `signal`. */
  readonly panic: AbortSignal;
}
