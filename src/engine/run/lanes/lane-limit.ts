/** How many lanes work at the same time. The user may change it while the run goes on. */
export interface LaneLimit {
  readonly count: number;
  /** Takes effect at once. A lane that is at work when the number falls ends its issue first. */
  set(count: number): void;
  /** Calls the listener with each new number. Returns a function that removes the listener. */
  onChange(listener: (count: number) => void): () => void;
}

/** @param most the largest number that `set` accepts; a larger one counts as this one, and one below 1 as 1 */
export function createLaneLimit(initial: number, most: number): LaneLimit {
  const listeners = new Set<(count: number) => void>();
  let count = initial;
  return {
    get count() {
      return count;
    },
    set(wanted) {
      const next = Math.max(1, Math.min(most, wanted));
      if (next === count) return;
      count = next;
      for (const listener of listeners) listener(next);
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
