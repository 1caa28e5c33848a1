/**
 * Runs `work` on the first call and returns the same result on later calls. After a failure, the next call runs it
 * again.
 */
export function memoizeAsync<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => {
    result ??= work().catch((error: unknown) => {
      result = undefined;
      throw error;
    });
    return result;
  };
}
