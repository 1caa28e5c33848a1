import type { IssueId } from "../model/plan.ts";
import { ask, type Run } from "./run.ts";
import { stopFromError } from "../questions/from-error.ts";

/**
 * Does what talks to the forge or the remote outside of a step. A failure is asked about, and `retry` does it once more; so
 * the work has to be safe to repeat.
 */
export async function retryWithUser<T>(run: Run, work: () => Promise<T>, issue?: IssueId): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      run.signal.throwIfAborted();
      const stop = stopFromError(error);
      if (stop === undefined) throw error;
      await ask(run, stop, issue);
    }
  }
}
