import picomatch from "picomatch";

/**
 * Whether a path matches one of the globs. Case is ignored: `src/Billing/Plan.cs` is billing too. Hidden files match.
 */
export function matcherOf(globs: readonly string[]): (path: string) => boolean {
  return globs.length === 0 ? () => false : picomatch([...globs], { dot: true, nocase: true });
}
