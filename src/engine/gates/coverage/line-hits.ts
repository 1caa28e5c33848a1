/** Hits of each executable line, by line number, by path as the report writes it. */
export type CoverageReport = ReadonlyMap<string, ReadonlyMap<number, number>>;

/** Merges sections of the same file, one per test suite: a line counts as run where any suite ran it. */
export function mergeSections(
  sections: readonly (readonly [string, readonly (readonly [number, number])[]])[],
): CoverageReport {
  const files = new Map<string, Map<number, number>>();
  for (const [path, lines] of sections) {
    const known = files.get(path) ?? new Map<number, number>();
    for (const [line, hits] of lines) known.set(line, Math.max(known.get(line) ?? 0, hits));
    files.set(path, known);
  }
  return files;
}
