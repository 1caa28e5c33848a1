import type { FactDraft } from "../../engine/model/events.ts";
import type { Ledger } from "../../engine/model/ports.ts";

/** A ledger whose recording is wrapped; everything else is the ledger's own. */
export function decorateLedger(
  ledger: Ledger,
  around: <T>(draft: FactDraft, record: () => Promise<T>) => Promise<T>,
): Ledger {
  return {
    get progress() {
      return ledger.progress;
    },
    emit: (event) => ledger.emit(event),
    drained: () => ledger.drained(),
    record: (draft) => around(draft, () => ledger.record(draft)),
  };
}
