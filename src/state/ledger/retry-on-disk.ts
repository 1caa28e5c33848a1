import { MilestoneError } from "../../engine/model/errors.ts";
import type { Clock, Ledger } from "../../engine/model/ports.ts";
import { decorateLedger } from "./decorate-ledger.ts";

/** How long a disk that refuses is left alone before it is tried again. */
const RETRY_MS = 5_000;

/**
 * A ledger that waits while the disk is full, read-only or broken, shows that, and goes on when the disk can be
 * written. Since nothing goes on before its fact is recorded, the whole run waits with it.
 * @param signal ends the waiting; the failure of the disk is then what `record` rejects with
 */
export function withDiskRetry(ledger: Ledger, clock: Clock, signal: AbortSignal): Ledger {
  return decorateLedger(ledger, async (_, record) => {
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
  });
}
