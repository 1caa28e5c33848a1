import { type CoverageReport, mergeSections } from "./line-hits.ts";
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
