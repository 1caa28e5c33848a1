import type { Stamped } from "../engine/events.ts";

export type Listener = (event: Stamped) => void;

/** Passes events on. Every listener gets all of them in the same order, also when one of them causes the next. */
export interface Hub {
  subscribe(listener: Listener): () => void;
  publish(event: Stamped): void;
}

/** @param onError told of what a listener throws; neither the other listeners nor the publisher notice */
export function createHub(onError: (error: unknown) => void): Hub {
  const listeners = new Set<Listener>();
  const pending: Stamped[] = [];
  let publishing = false;

  function deliver(event: Stamped): void {
    for (const listener of listeners) {
      try {
        listener(event);
      } catch (error) {
        // Afterwards, so that whatever is done about it cannot disturb the delivery either.
        queueMicrotask(() => onError(error));
      }
    }
  }

  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    publish(event) {
      pending.push(event);
      if (publishing) return;
      publishing = true;
      for (let next = pending.shift(); next !== undefined; next = pending.shift()) deliver(next);
      publishing = false;
    },
  };
}
