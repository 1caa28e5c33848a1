// Everything that happens in a run is one of these, in order.
import type { Fact } from "./facts.ts";
import type { QuestionDraft } from "./stop.ts";
import type { TransientEvent } from "./transient-events.ts";

/** Version of the event format, for readers of `--json` and of the journal. */
export const EVENT_VERSION = 1;

export type MilestoneEvent = Fact | TransientEvent;

/** A fact to be recorded. A question gets its id when it is recorded. */
export type FactDraft =
  | Exclude<Fact, { readonly type: "question.asked" }>
  | { readonly type: "question.asked"; readonly question: QuestionDraft };

/** The fact that a draft becomes. */
export type Recorded<Draft extends FactDraft> = Stamped<Extract<Fact, { readonly type: Draft["type"] }>>;

/** An event as it is saved and sent: numbered within its milestone, from 1, without gaps between facts. */
export type Stamped<E extends MilestoneEvent = MilestoneEvent> = E & {
  readonly v: typeof EVENT_VERSION;
  readonly seq: number;
  /** ISO 8601, UTC. */
  readonly at: string;
};

const TRANSIENT_TYPES: ReadonlySet<string> = new Set<TransientEvent["type"]>([
  "log",
  "activity",
  "explained",
  "notice",
  "waiting",
  "retrying",
]);

export function isFact(event: Stamped): event is Stamped<Fact> {
  return !TRANSIENT_TYPES.has(event.type);
}
