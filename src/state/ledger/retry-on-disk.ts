import { MilestoneError } from "../../engine/model/errors.ts";
import type { Clock, Ledger } from "../../engine/model/ports.ts";
import { decorateLedger } from "./decorate-ledger.ts";

/** Time between two attempts to write to a failing disk. */
const RETRY_MS = 5_000;

/**
 * Returns a ledger that waits while the disk is full, read-only or broken, reports the wait, and continues once the
 * disk can be written. Nothing continues before its fact is recorded, so the whole run waits as well.
 * @param signal ends the wait; `record` then rejects with the failure of the disk
 */
export function withDiskRetry(ledger: Ledger, clock: Clock, signal: AbortSignal): Ledger {
  const untilWritten = async <T>(record: () => Promise<T>): Promise<T> => {
    for (;;) {
      try {
        return await record();
      } catch (error) {
        if (!(error instanceof MilestoneError) || error.code !== "state-unwritable" || signal.aborted) throw error;
        const until = new Date(clock.now().getTime() + RETRY_MS).toISOString();
        const reason = [error.message, error.hint].join(" ");
        ledger.emit({ type: "waiting", issue: undefined, until, reason, commands: [] });
        await clock.sleep(RETRY_MS, signal).catch(() => {});
      }
    }
  };
  return decorateLedger(ledger, {
    record: (draft) => untilWritten(() => ledger.record(draft)),
    recordAll: (drafts) => untilWritten(() => ledger.recordAll(drafts)),
  });
}
