import type { Stamped } from "../../engine/model/events.ts";

export type Listener = (event: Stamped) => void;

/** Set while a listener cannot keep up; settles when it can. Never rejects. */
export type Backpressure = () => Promise<void> | undefined;

/** Passes events on. Every listener gets all of them in the same order, also when one of them causes the next. */
export interface Hub {
  subscribe(listener: Listener, drained?: Backpressure): () => void;
  publish(event: Stamped): void;
  /** Set while any listener cannot keep up. */
  readonly drained: Backpressure;
}

/** @param onError told of what a listener throws; neither the other listeners nor the publisher notice */
export function createHub(onError: (error: unknown) => void): Hub {
  const listeners = new Map<Listener, Backpressure | undefined>();
  const pending: Stamped[] = [];
  let publishing = false;

  function deliver(event: Stamped): void {
    for (const listener of listeners.keys()) {
      try {
        listener(event);
      } catch (error) {
        // Afterwards, so that whatever is done about it cannot disturb the delivery either.
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

/** Set while there is none in any of them. */
export function drainedAll(rooms: Iterable<Backpressure | undefined>): ReturnType<Backpressure> {
  const full = [...rooms].flatMap((drained) => drained?.() ?? []);
  return full.length === 0 ? undefined : Promise.all(full).then(() => undefined);
}
