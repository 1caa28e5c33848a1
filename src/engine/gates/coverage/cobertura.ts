import { posix } from "node:path";
import { isRecord, parseXml } from "../xml.ts";
import { mergeSections } from "./line-hits.ts";
import type { CoverageReport } from "./line-hits.ts";

/** Reads Cobertura's XML: classes at any depth, with files relative to the sources that the report names. */
export async function readCobertura(text: string): Promise<CoverageReport> {
  const { coverage } = await parseXml(text);
  if (!isRecord(coverage)) throw new Error("no <coverage>");
  const sources = isRecord(coverage["sources"])
    ? [coverage["sources"]["source"]].flat().filter((one) => typeof one === "string" && one !== "")
    : [];
  return mergeSections(
    classesIn(coverage).flatMap(({ file, lines }) =>
      [file, ...sources.map((source) => posix.join(String(source), file))].map((path) => [path, lines] as const),
    ),
  );
}

interface Class {
  readonly file: string;
  readonly lines: readonly (readonly [number, number])[];
}

function classesIn(node: unknown): readonly Class[] {
  if (Array.isArray(node)) return node.flatMap(classesIn);
  if (!isRecord(node)) return [];
  const { filename } = node;
  if (typeof filename === "string") return [{ file: filename.replaceAll("\\", "/"), lines: linesIn(node) }];
  return Object.values(node).flatMap(classesIn);
}

function linesIn(node: unknown): readonly (readonly [number, number])[] {
  if (Array.isArray(node)) return node.flatMap(linesIn);
  if (!isRecord(node)) return [];
  const { number, hits } = node;
  if (typeof number === "string" && typeof hits === "string") return [[Number(number), Number(hits)]];
  return Object.values(node).flatMap(linesIn);
}
