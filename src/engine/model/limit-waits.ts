import type { Clock } from "./ports.ts";

/** Waits for rate limits. The user can end all current waits at once; the work behind each of them then tries again. */
export interface LimitWaits {
  /** Resolves after `ms` milliseconds, or earlier on `retryNow`. Rejects with the reason of the signal. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Ends all current waits. Returns whether there were any. */
  retryNow(): boolean;
  /** Calls the listener whenever a wait begins. Returns a function that removes the listener. */
  onBegin(listener: () => void): () => void;
}

/** @param onRetry called when waits are ended early, before their work tries again */
export function createWaits(clock: Pick<Clock, "sleep">, onRetry: () => void = () => {}): LimitWaits {
  const waiting = new Set<AbortController>();
  const listeners = new Set<() => void>();
  return {
    async sleep(ms, signal) {
      const early = new AbortController();
      const sleeping = clock.sleep(ms, AbortSignal.any([signal, early.signal]));
      waiting.add(early);
      for (const listener of listeners) listener();
      try {
        await sleeping;
      } catch (error) {
        if (signal.aborted || !early.signal.aborted) throw error;
      } finally {
        waiting.delete(early);
      }
    },
    retryNow() {
      if (waiting.size === 0) return false;
      onRetry();
      for (const early of waiting) {
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
