import { useSyncExternalStore } from "react";

/**
 * Redraws a component at the next multiple of `everyMs`, and again and again. Returns the number of the tick. All
 * components with the same interval are redrawn together: each on a time of its own, several spinners and clocks would
 * redraw the screen several times as often.
 */
export function useTick(everyMs: number): number {
  const { subscribe, count } = tickerOf(everyMs);
  return useSyncExternalStore(subscribe, count);
}

interface Ticker {
  readonly subscribe: (listener: () => void) => () => void;
  readonly count: () => number;
}

const tickers = new Map<number, Ticker>();

function tickerOf(everyMs: number): Ticker {
  const ticker = tickers.get(everyMs) ?? createTicker(everyMs);
  tickers.set(everyMs, ticker);
  return ticker;
}

/** It has a timer only while somebody listens. */
function createTicker(everyMs: number): Ticker {
  const listeners = new Set<() => void>();
  let timer: NodeJS.Timeout | undefined;
  let count = 0;
  const schedule = () => {
    timer = setTimeout(
      () => {
        count += 1;
        schedule();
        for (const listener of listeners) listener();
      },
      Math.ceil(everyMs - (performance.now() % everyMs)),
    );
    timer.unref();
  };
  return {
    count: () => count,
    subscribe(listener) {
      listeners.add(listener);
      if (timer === undefined) schedule();
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        clearTimeout(timer);
        timer = undefined;
      };
    },
  };
}
