/** The newest work of each key; resolves when the work has ended. Keys without work are removed. */
const tails = new Map<string, Promise<void>>();

/**
 * Runs `work` once all earlier work of the same key has ended, whether it succeeded or failed. Only work in this
 * process waits; `exclusive.ts` also excludes other processes.
 * @param key what the work uses exclusively, such as the absolute path of a file
 * @returns the result of `work`; rejects as `work` does
 */
export function oneAtATime<T>(key: string, work: () => Promise<T>): Promise<T> {
  const result = (tails.get(key) ?? Promise.resolve()).then(work);
  const ended = () => {
    if (tails.get(key) === tail) tails.delete(key);
  };
  const tail = result.then(ended, ended);
  tails.set(key, tail);
  return result;
}
