import { EVENT_VERSION, type FactDraft, type Recorded, type Stamped } from "../../engine/model/events.ts";
import type { Fact } from "../../engine/model/facts.ts";
import type { TransientEvent } from "../../engine/model/transient-events.ts";
import { messageOf } from "../../engine/model/errors.ts";
import type { MilestoneId } from "../../engine/model/plan.ts";
import type { Clock, Ledger } from "../../engine/model/ports.ts";
import { sanitize } from "../../engine/text/sanitize.ts";
import { saveCheckpoint } from "../journal/checkpoint.ts";
import { cleanEvent } from "./clean-event.ts";
import { createHub, drainedAll, type Listener, type Backpressure } from "./event-hub.ts";
import { openJournal } from "../journal/journal.ts";
import { journalPath, loadState } from "../journal/load-state.ts";
import type { Lock } from "../lock/lock.ts";
import type { LogWriter } from "../logs/log-writer.ts";
import { completed } from "../progress/reduce-questions.ts";
import { requireReadable } from "../journal/fact-of.ts";
import { reduce } from "../progress/reduce.ts";
import { createProgressStore, type ProgressStore } from "../progress/store.ts";

export interface LedgerOptions {
  /** The milestone's state folder; it exists. */
  readonly folder: string;
  readonly milestone: MilestoneId;
  readonly clock: Pick<Clock, "now">;
  readonly lock: Pick<Lock, "assertHeld">;
  readonly logs: Pick<LogWriter, "write" | "drained">;
  /** Takes out of a text what nobody may see. That it is safe to print is seen to anyway. */
  readonly redact?: ((text: string) => string) | undefined;
  /** Told of what a listener throws. */
  readonly onListenerError: (error: unknown) => void;
}

/** The ledger of a run: the one writer of its state. */
export interface RunLedger extends Ledger {
  readonly store: ProgressStore;
  /** What was mended while loading; for the user to know. */
  readonly notices: readonly string[];
  /** Facts once they are recorded, sights at once. Returns how to stop listening. */
  subscribe(listener: Listener, drained?: Backpressure): () => void;
  /** Saves the progress document once more and lets go of the files. Waits for what is being recorded. */
  close(): Promise<void>;
}

/** A checkpoint is written when the journal has grown by this much, or by the size of the last one if that is more. */
const CHECKPOINT_BYTES = 256 * 1024;

interface Entry {
  readonly draft: FactDraft;
  readonly resolve: (fact: Stamped<Fact> | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/** @throws MilestoneError `state-unreadable`, `state-unwritable` */
export async function openLedger(options: LedgerOptions): Promise<RunLedger> {
  const { folder, milestone, clock, lock, logs, redact = (text) => text } = options;
  const loaded = await loadState(folder, milestone);
  const journal = await openJournal(journalPath(folder), loaded.position.offset);
  const store = createProgressStore(loaded.progress, loaded.position.seq);
  const hub = createHub(options.onListenerError);
  const queue: Entry[] = [];
  let saved = loaded.saved;
  let seq = loaded.position.seq;
  let draining: Promise<void> | undefined;
  let closed = false;

  /** Everything that waits is written with one sync: under load a fact costs a fraction of one. */
  async function drain(): Promise<void> {
    while (queue.length > 0) {
      const batch = queue.splice(0);
      try {
        const facts = await commit(batch.map(({ draft }) => draft));
        for (const [index, { resolve }] of batch.entries()) resolve(facts[index]);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
      if (journal.size - saved.offset > Math.max(CHECKPOINT_BYTES, saved.bytes)) await checkpoint();
    }
    draining = undefined;
  }

  /** One after the other, since what a fact becomes may depend on the one before it: a question's id, for example. */
  async function commit(drafts: readonly FactDraft[]): Promise<readonly Stamped<Fact>[]> {
    lock.assertHeld();
    let { progress } = store.getState();
    const steps = drafts.map((draft, index) => {
      const fact = stamp(completed(progress, draft), seq + 1 + index);
      requireReadable(fact);
      progress = reduce(progress, fact);
      return { fact, progress };
    });
    await journal.append(steps.map(({ fact }) => fact));
    seq += steps.length;
    for (const step of steps) {
      store.setState({ progress: step.progress, seq: step.fact.seq });
      hub.publish(step.fact);
    }
    return steps.map(({ fact }) => fact);
  }

  /** The journal holds everything, so a checkpoint that fails is tried again later, after the same growth. */
  async function checkpoint(): Promise<void> {
    const { progress } = store.getState();
    const offset = journal.size;
    try {
      saved = { offset, bytes: await saveCheckpoint(folder, { seq, offset, progress }) };
    } catch (error) {
      saved = { offset, bytes: saved.bytes };
      emit({ type: "notice", issue: undefined, text: `Progress is in the journal only: ${messageOf(error)}` });
    }
  }

  function emit(event: TransientEvent): void {
    const stamped = stamp(event, seq);
    logs.write(stamped);
    hub.publish(stamped);
  }

  function stamp<E extends Fact | TransientEvent>(event: E, number: number): Stamped<E> {
    return {
      ...cleanEvent(event, (text) => sanitize(redact(text))),
      v: EVENT_VERSION,
      seq: number,
      at: clock.now().toISOString(),
    };
  }

  return {
    store,
    notices: loaded.notices,
    get progress() {
      return store.getState().progress;
    },
    subscribe: (listener, drained) => hub.subscribe(listener, drained),
    emit,
    drained: () => drainedAll([() => logs.drained(), hub.drained]),
    async record<Draft extends FactDraft>(draft: Draft) {
      if (closed) throw new Error(`${draft.type} was recorded after the ledger was closed.`);
      const { promise, resolve, reject } = Promise.withResolvers<Stamped<Fact> | undefined>();
      queue.push({ draft, resolve, reject });
      draining ??= drain();
      // A draft becomes a fact of its own type.
      return (await promise) as Recorded<Draft>;
    },
    async close() {
      if (closed) return;
      closed = true;
      await draining;
      if (journal.size > saved.offset) await checkpoint();
      await journal.close();
    },
  };
}
