import {
  EVENT_VERSION,
  type FactDraft,
  type NextDraft,
  type Recorded,
  type Stamped,
} from "../../engine/model/events.ts";
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
import { factFromDraft } from "../progress/reduce-questions.ts";
import { requireReadable } from "../journal/fact-of.ts";
import { reduce } from "../progress/reduce.ts";
import { createProgressStore, type ProgressStore } from "../progress/store.ts";

export interface LedgerOptions {
  /** The milestone's state folder, which has to exist. */
  readonly folder: string;
  readonly milestone: MilestoneId;
  readonly clock: Pick<Clock, "now">;
  readonly lock: Pick<Lock, "assertHeld">;
  readonly logs: Pick<LogWriter, "write" | "drained">;
  /** Removes secrets from a text. Every text is also made safe to print, with or without this function. */
  readonly redact?: ((text: string) => string) | undefined;
  /** Called with what a listener throws. */
  readonly onListenerError: (error: unknown) => void;
}

/** The ledger of a run, with the parts that only the composition root and the renderers use. */
export interface RunLedger extends Ledger {
  readonly store: ProgressStore;
  /** Messages for the user about what was recovered while loading. */
  readonly notices: readonly string[];
  /**
   * Passes events to the listener: facts once they are recorded, transient events at once. Returns a function that
   * removes the listener.
   */
  subscribe(listener: Listener, drained?: Backpressure): () => void;
  /** Waits for facts that are being recorded, saves the progress document, and closes the files. */
  close(): Promise<void>;
}

/**
 * A checkpoint is written when the journal has grown by this many bytes, or by the size of the last checkpoint if that
 * is larger.
 */
const CHECKPOINT_BYTES = 256 * 1024;

/** What one call records. */
interface Entry {
  readonly drafts: readonly (FactDraft | NextDraft)[];
  readonly resolve: (facts: readonly Stamped<Fact>[]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Loads the state of a milestone and opens its journal for writing.
 * @throws MilestoneError `state-unreadable`, `state-unwritable`
 */
export async function openLedger(options: LedgerOptions): Promise<RunLedger> {
  const { folder, milestone, clock, lock, logs, redact = (text) => text } = options;
  const loaded = await loadState(folder, milestone);
  const journal = await openJournal(journalPath(folder), loaded.position.offset);
  const store = createProgressStore(loaded.progress, loaded.position.seq);
  const hub = createHub(options.onListenerError);
  const queue: Entry[] = [];
  let saved = loaded.saved;
  let seq = loaded.position.seq;
  let writing: Promise<void> | undefined;
  let closed = false;

  /** Writes all waiting facts with one sync, so that under load many facts share the cost of a sync. */
  async function writeQueue(): Promise<void> {
    while (queue.length > 0) {
      const batch = queue.splice(0);
      try {
        const facts = await commit(batch.map(({ drafts }) => drafts));
        for (const [index, { resolve }] of batch.entries()) resolve(facts[index] ?? []);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
      if (journal.size - saved.offset > Math.max(CHECKPOINT_BYTES, saved.bytes)) await checkpoint();
    }
    writing = undefined;
  }

  /**
   * Turns drafts into facts one after the other, since a fact can depend on the one before it, as the id of a question
   * does.
   * @returns the facts of each call
   */
  async function commit(
    calls: readonly (readonly (FactDraft | NextDraft)[])[],
  ): Promise<readonly (readonly Stamped<Fact>[])[]> {
    lock.assertHeld();
    let { progress } = store.getState();
    let last = seq;
    const step = (entry: FactDraft | NextDraft) => {
      const draft = typeof entry === "function" ? entry(progress) : entry;
      if (draft === undefined) return [];
      const fact = stamp(factFromDraft(progress, draft), last + 1);
      requireReadable(fact);
      progress = reduce(progress, fact);
      last += 1;
      return [{ fact, progress }];
    };
    const steps = calls.map((drafts) => drafts.flatMap(step));
    if (last > seq) await journal.append(steps.flat().map(({ fact }) => fact));
    seq = last;
    for (const { fact, progress: after } of steps.flat()) {
      store.setState({ progress: after, seq: fact.seq });
      hub.publish(fact);
    }
    return steps.map((ofCall) => ofCall.map(({ fact }) => fact));
  }

  function write(drafts: Entry["drafts"]): Promise<readonly Stamped<Fact>[]> {
    if (closed) throw new Error(`${nameOf(drafts[0])} was recorded after the ledger was closed.`);
    const { promise, resolve, reject } = Promise.withResolvers<readonly Stamped<Fact>[]>();
    queue.push({ drafts, resolve, reject });
    writing ??= writeQueue();
    return promise;
  }

  /** The journal contains every fact, so a failed checkpoint is tried again later, after the same growth. */
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
      const [fact] = await write([draft]);
      // The type of a fact is the type of its draft.
      return fact as Recorded<Draft>;
    },
    async recordAll(drafts) {
      await write(drafts);
    },
    async close() {
      if (closed) return;
      closed = true;
      await writing;
      if (journal.size > saved.offset) await checkpoint();
      await journal.close();
    },
  };
}

function nameOf(draft: FactDraft | NextDraft | undefined): string {
  return typeof draft === "object" ? draft.type : "A fact";
}
