import { MilestoneError } from "../../engine/model/errors.ts";
import type { Clock, Ledger } from "../../engine/run/ports.ts";

/** How long a disk that refuses is left alone before it is tried again. */
const RETRY_MS = 5_000;

/**
 * A ledger that waits while the disk is full, read-only or broken, says so, and goes on when it is mended. Since nothing
 * goes on before its fact is recorded, the whole run waits with it.
 * @param signal ends the waiting; the failure of the disk is then what `record` rejects with
 */
export function withDiskRetry(ledger: Ledger, clock: Clock, signal: AbortSignal): Ledger {
  return {
    get progress() {
      return ledger.progress;
    },
    emit: (event) => ledger.emit(event),
    drained: () => ledger.drained(),
    async record(fact) {
      for (;;) {
        try {
          return await ledger.record(fact);
        } catch (error) {
          if (!(error instanceof MilestoneError) || error.code !== "state-unwritable" || signal.aborted) throw error;
          const until = new Date(clock.now().getTime() + RETRY_MS).toISOString();
          ledger.emit({
            type: "waiting",
            issue: undefined,
            until,
            reason: [error.message, error.hint].join(" "),
            commands: [],
          });
          await clock.sleep(RETRY_MS, signal).catch(() => {});
        }
      }
    },
  };
}
