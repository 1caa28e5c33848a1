import type { Stamped } from "../../engine/model/events.ts";

export type Listener = (event: Stamped) => void;

/** Returns a promise while a listener cannot keep up, which resolves when it can. The promise never rejects. */
export type Backpressure = () => Promise<void> | undefined;

/**
 * Passes events on to listeners. All listeners get all events in the same order, even if a listener publishes an event.
 */
export interface Hub {
  subscribe(listener: Listener, drained?: Backpressure): () => void;
  publish(event: Stamped): void;
  /** The backpressure of all listeners together. */
  readonly drained: Backpressure;
}

/** @param onError called with what a listener throws; neither the other listeners nor the publisher are affected */
export function createHub(onError: (error: unknown) => void): Hub {
  const listeners = new Map<Listener, Backpressure | undefined>();
  const pending: Stamped[] = [];
  let publishing = false;

  function deliver(event: Stamped): void {
    for (const listener of listeners.keys()) {
      try {
        listener(event);
      } catch (error) {
        // Called later, so that the handler cannot disturb the delivery either.
        queueMicrotask(() => onError(error));
      }
    }
  }

  return {
    subscribe(listener, drained) {
      listeners.set(listener, drained);
      return () => listeners.delete(listener);
    },
    publish(event) {
      pending.push(event);
      if (publishing) return;
      publishing = true;
      for (let next = pending.shift(); next !== undefined; next = pending.shift()) deliver(next);
      publishing = false;
    },
    drained: () => drainedAll(listeners.values()),
  };
}

/** Combines several sources of backpressure. Resolves when none of them is left. */
export function drainedAll(sources: Iterable<Backpressure | undefined>): ReturnType<Backpressure> {
  const waits = [...sources].flatMap((drained) => drained?.() ?? []);
  return waits.length === 0 ? undefined : Promise.all(waits).then(() => undefined);
}
