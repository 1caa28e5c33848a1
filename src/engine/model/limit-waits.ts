import type { IssueId } from "./plan.ts";
import type { Clock } from "./ports.ts";

/** Waits for rate limits. The user can end all current waits at once; the work behind each of them then tries again. */
export interface LimitWaits {
  /**
   * Resolves after `ms` milliseconds, or earlier on `retryNow`. Rejects with the reason of the signal.
   * @param issue the issue that waits; absent where the run does
   */
  sleep(ms: number, signal: AbortSignal, issue?: IssueId): Promise<void>;
  /** Ends all current waits, or those of one issue. Returns whether there were any. */
  retryNow(issue?: IssueId): boolean;
  /** Calls the listener whenever a wait begins. Returns a function that removes the listener. */
  onBegin(listener: () => void): () => void;
}

/** @param onRetry called when waits are ended early, before their work tries again */
export function createWaits(clock: Pick<Clock, "sleep">, onRetry: (issue?: IssueId) => void = () => {}): LimitWaits {
  const waiting = new Map<AbortController, IssueId | undefined>();
  const listeners = new Set<() => void>();
  return {
    async sleep(ms, signal, issue) {
      const early = new AbortController();
      const sleeping = clock.sleep(ms, AbortSignal.any([signal, early.signal]));
      waiting.set(early, issue);
      for (const listener of listeners) listener();
      try {
        await sleeping;
      } catch (error) {
        if (signal.aborted || !early.signal.aborted) throw error;
      } finally {
        waiting.delete(early);
      }
    },
    retryNow(issue) {
      const ended = [...waiting.keys()].filter((early) => issue === undefined || waiting.get(early) === issue);
      if (ended.length === 0) return false;
      onRetry(issue);
      for (const early of ended) {
        waiting.delete(early);
        early.abort();
      }
      return true;
    },
    onBegin(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
