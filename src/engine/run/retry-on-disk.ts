import { MilestoneError, messageOf, systemCode } from "../model/errors.ts";
import type { IssueId } from "../model/plan.ts";
import type { Run } from "./run.ts";

/** A disk that is full, broken or read-only: nothing that the work itself did wrong, and nothing an answer would mend. */
const CODES: ReadonlySet<string | undefined> = new Set(["ENOSPC", "EDQUOT", "EIO", "EROFS"]);
/** The same in the words of programs such as git. */
const WORDS = /No space left on device|Disk quota exceeded|Input\/output error|Read-only file system/;

/** How long a disk is left alone before it is tried again. */
const RETRY_MS = 5_000;

/**
 * Does what needs the disk again and again until the disk lets it, and says what it waits for. Other failures are thrown.
 * @param work does the same however often it was begun; `again` says that it was
 */
export async function retryOnDisk<T>(
  run: Pick<Run, "ledger" | "clock" | "signal">,
  issue: IssueId | undefined,
  work: (again: boolean) => Promise<T>,
): Promise<T> {
  for (let again = false; ; again = true) {
    try {
      return await work(again);
    } catch (error) {
      if (!isDiskTrouble(error) || run.signal.aborted) throw error;
      const until = new Date(run.clock.now().getTime() + RETRY_MS).toISOString();
      run.ledger.emit({ type: "waiting", issue, until, reason: messageOf(error), commands: [] });
      await run.clock.sleep(RETRY_MS, run.signal);
    }
  }
}

function isDiskTrouble(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (
      CODES.has(systemCode(at)) ||
      (at instanceof MilestoneError &&
        (at.code === "state-unwritable" || (at.code === "git" && WORDS.test(at.message))))
    )
      return true;
  }
  return false;
}
