/** Hits of each executable line, by line number, by path as the report writes it. */
export type CoverageReport = ReadonlyMap<string, ReadonlyMap<number, number>>;

/**
 * Parses a coverage report in lcov, istanbul JSON, coverage.py JSON or cobertura XML; the format is recognized by
 * content.
 * @throws Error on any other format
 */
export async function parseReport(written: string): Promise<CoverageReport> {
  // Tools on Windows write a byte order mark and CRLF line ends.
  const text = written.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n");
  const start = text.trimStart();
  if (start.startsWith("{")) return await fromJson(JSON.parse(text));
  if (start.startsWith("<")) return (await import("./cobertura.ts")).readCobertura(text);
  if (/^(?:TN|SF):/m.test(text)) return await fromLcov(text);
  throw new Error("neither lcov, istanbul JSON, coverage.py JSON nor cobertura XML");
}

async function fromJson(value: unknown): Promise<CoverageReport> {
  const { readCoveragePy, readIstanbul } = await import("./json-reports.ts");
  return readCoveragePy(value) ?? readIstanbul(value);
}

async function fromLcov(text: string): Promise<CoverageReport> {
  const { default: parse } = await import("@friedemannsommer/lcov-parser/sync");
  return mergeSections(
    parse({ from: text }).map(
      ({ path, lines }) => [path, lines.details.map(({ line, hit }) => [line, hit] as const)] as const,
    ),
  );
}

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
