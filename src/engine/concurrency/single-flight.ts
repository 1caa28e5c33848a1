/**
 * Returns a function that runs `work`, but never twice at the same time. All calls during a run share one more run
 * after it. So every caller gets the result of a run that began after its call.
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
