/**
 * Work that must not run twice at the same time, and that callers may share: whoever calls while it runs gets the next
 * run, together with everybody else who called meanwhile. So each caller sees the state as of its call, or newer.
 */
export function singleFlight<T>(work: () => Promise<T>): () => Promise<T> {
  let running: Promise<unknown> | undefined;
  let next: Promise<T> | undefined;

  function start(): Promise<T> {
    next = undefined;
    const run = work();
    running = run
      .catch(() => {})
      .finally(() => {
        running = undefined;
      });
    return run;
  }

  return () => {
    if (next !== undefined) return next;
    if (running === undefined) return start();
    next = running.then(start);
    return next;
  };
}
