import type { Clock } from "./ports.ts";

/** Waits for a limit to be lifted, all of which somebody may end at once: what waited then tries again. */
export interface LimitWaits {
  /** Settles when the time is up, or somebody wants it tried at once. Rejects with the signal's reason. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Ends the waits that are going on; says whether there were any. */
  retryNow(): boolean;
  /** Told whenever a wait has begun. Returns how to stop listening. */
  onBegin(listener: () => void): () => void;
}

/** @param onRetry told when waits are ended before their time, before anything is tried */
export function createWaits(clock: Pick<Clock, "sleep">, onRetry: () => void = () => {}): LimitWaits {
  const waiting = new Set<AbortController>();
  const listeners = new Set<() => void>();
  return {
    async sleep(ms, signal) {
      const now = new AbortController();
      const sleeping = clock.sleep(ms, AbortSignal.any([signal, now.signal]));
      waiting.add(now);
      for (const listener of listeners) listener();
      try {
        await sleeping;
      } catch (error) {
        if (signal.aborted || !now.signal.aborted) throw error;
      } finally {
        waiting.delete(now);
      }
    },
    retryNow() {
      if (waiting.size === 0) return false;
      onRetry();
      for (const now of waiting) {
        waiting.delete(now);
        now.abort();
      }
      return true;
    },
    onBegin(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
