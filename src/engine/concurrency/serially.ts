/**
 * Creates a queue for asynchronous work within this process. Each call starts its work after the work of the call
 * before it has settled, and settles with the result or the error of its own work. A failure does not stop the calls
 * behind it.
 */
export function serially(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(work: () => Promise<T>): Promise<T> => {
    const result = last.then(
      () => work(),
      () => work(),
    );
    last = result;
    return result;
  };
}
