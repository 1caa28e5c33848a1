/** Does the work when first asked and remembers what came of it; a failure is forgotten, so that it can be tried again. */
export function oncePer<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => {
    result ??= work().catch((error: unknown) => {
      result = undefined;
      throw error;
    });
    return result;
  };
}
