import picomatch from "picomatch";

/**
 * Returns a test for whether a path matches one of the globs. Case is ignored (`src/Billing/Plan.cs` is billing too),
 * and hidden files match.
 */
export function matcherOf(globs: readonly string[]): (path: string) => boolean {
  return globs.length === 0 ? () => false : picomatch([...globs], { dot: true, nocase: true });
}
