/** Lets only so much work go on at the same time. */
export interface Semaphore {
  /**
   * Runs `work` when it is its turn: first come, first served.
   * @param onWait called once, before the work waits for its turn
   * @returns the result of `work`; rejects as `work` does, or with the reason of the signal where it is aborted first
   */
  use<T>(work: () => Promise<T>, signal: AbortSignal, onWait: () => void): Promise<T>;
}

/** @param most how much work may go on at the same time; at least 1 */
export function createSemaphore(most: number): Semaphore {
  /** In the order of their arrival. */
  const waiting = new Set<() => void>();
  let running = 0;

  async function begin(signal: AbortSignal, onWait: () => void): Promise<void> {
    signal.throwIfAborted();
    if (running < most) {
      running += 1;
      return;
    }
    const turn = Promise.withResolvers<void>();
    const giveUp = () => {
      waiting.delete(turn.resolve);
      turn.reject(signal.reason);
    };
    waiting.add(turn.resolve);
    signal.addEventListener("abort", giveUp, { once: true });
    onWait();
    await turn.promise;
    signal.removeEventListener("abort", giveUp);
  }

  /** Gives the turn to the next in line, so that nobody can come between. */
  function end(): void {
    const [next] = waiting;
    if (next === undefined) {
      running -= 1;
      return;
    }
    waiting.delete(next);
    next();
  }

  return {
    async use(work, signal, onWait) {
      await begin(signal, onWait);
      try {
        return await work();
      } finally {
        end();
      }
    },
  };
}
