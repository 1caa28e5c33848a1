import type { FactDraft } from "../../engine/model/events.ts";
import type { Ledger } from "../../engine/model/ports.ts";

/** Returns a ledger that records facts through `around`. Everything else is passed on to `ledger`. */
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
