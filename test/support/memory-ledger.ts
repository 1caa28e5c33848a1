import type { FactDraft, Recorded, Stamped } from "../../src/engine/model/events.ts";
import type { Fact } from "../../src/engine/model/facts.ts";
import type { Ledger } from "../../src/engine/model/ports.ts";
import type { Progress } from "../../src/engine/model/progress.ts";
import type { TransientEvent } from "../../src/engine/model/transient-events.ts";
import { requireReadable } from "../../src/state/journal/fact-of.ts";
import { factFromDraft } from "../../src/state/progress/reduce-questions.ts";
import { emptyProgress, reduce } from "../../src/state/progress/reduce.ts";

export interface MemoryLedger extends Ledger {
  /** Every fact recorded, oldest first. */
  readonly facts: readonly Stamped<Fact>[];
  /** Every transient event emitted, oldest first. */
  readonly emitted: readonly TransientEvent[];
}

/**
 * A ledger in memory, with the real reducer and the real schema. It records a fact in the next turn of the event loop.
 */
export function memoryLedger(before: Progress = emptyProgress("m3")): MemoryLedger {
  let progress = before;
  const facts: Stamped<Fact>[] = [];
  const emitted: TransientEvent[] = [];
  const add = (draft: FactDraft) => {
    const seq = facts.length + 1;
    const at = new Date(Date.UTC(2026, 0, 1, 0, 0, seq)).toISOString();
    const fact: Stamped<Fact> = { ...factFromDraft(progress, draft), v: 1, seq, at };
    requireReadable(fact);
    progress = reduce(progress, fact);
    facts.push(fact);
    return fact;
  };
  return {
    facts,
    emitted,
    get progress() {
      return progress;
    },
    emit: (event) => void emitted.push(event),
    drained: () => undefined,
    async record<Draft extends FactDraft>(draft: Draft) {
      await new Promise((resolve) => setImmediate(resolve));
      return add(draft) as Recorded<Draft>;
    },
    async recordAll(drafts) {
      await new Promise((resolve) => setImmediate(resolve));
      for (const entry of drafts) {
        const draft = typeof entry === "function" ? entry(progress) : entry;
        if (draft !== undefined) add(draft);
      }
    },
  };
}
