// The events of a run: facts, which the journal keeps, and transient events, which it does not.
import type { Fact } from "./facts.ts";
import type { Progress } from "./progress.ts";
import type { QuestionDraft } from "./stop.ts";
import type { TransientEvent } from "./transient-events.ts";

/** Version of the event format, for readers of `--json` and of the journal. */
export const EVENT_VERSION = 1;

export type MilestoneEvent = Fact | TransientEvent;

/** A fact before it is recorded. The ledger assigns the id of a question when it records the fact. */
export type FactDraft =
  | Exclude<Fact, { readonly type: "question.asked" }>
  | { readonly type: "question.asked"; readonly question: QuestionDraft };

/**
 * A draft that depends on the drafts before it in the same record: it gets the progress with them, and returns
 * undefined where there is nothing to record.
 */
export type NextDraft = (progress: Progress) => FactDraft | undefined;

/** The fact that the ledger records for a draft. */
export type Recorded<Draft extends FactDraft> = Stamped<Extract<Fact, { readonly type: Draft["type"] }>>;

/**
 * An event as it is saved and sent. `seq` is the number of the fact in its milestone, from 1 and without gaps. A
 * transient event has the number of the last fact before it.
 */
export type Stamped<E extends MilestoneEvent = MilestoneEvent> = E & {
  readonly v: typeof EVENT_VERSION;
  readonly seq: number;
  /** ISO 8601, UTC. */
  readonly at: string;
};

/** A record and not a list, so that the compiler finds a type that is missing here. */
const TRANSIENT_TYPES: Readonly<Record<TransientEvent["type"], true>> = {
  log: true,
  activity: true,
  explained: true,
  notice: true,
  waiting: true,
  retrying: true,
};

export function isFact(event: Stamped): event is Stamped<Fact> {
  return !(event.type in TRANSIENT_TYPES);
}
