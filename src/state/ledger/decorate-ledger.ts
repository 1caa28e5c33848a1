import type { Ledger } from "../../engine/model/ports.ts";

/** Returns a ledger that records facts in its own way. Everything else is passed on to `ledger`. */
export function decorateLedger(ledger: Ledger, own: Pick<Ledger, "record" | "recordAll">): Ledger {
  return {
    get progress() {
      return ledger.progress;
    },
    emit: (event) => ledger.emit(event),
    drained: () => ledger.drained(),
    ...own,
  };
}
