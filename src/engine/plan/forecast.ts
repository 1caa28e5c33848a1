import type { Spec } from "../model/plan.ts";
import { fileSet, type FileSet } from "./file-set.ts";
import { readFrontMatter } from "./parse/front-matter.ts";
import { blocksOf, plainText, type Block } from "./parse/markdown.ts";
import { pathIn } from "./path-in-text.ts";

/**
 * Returns the files that an issue is likely to touch, as its spec names them: entries of `Files:` and `Touches:` (in
 * the front matter, on a line, as a list, or in a column), and code spans that are paths.
 */
export function forecastOf(spec: Spec | undefined): FileSet {
  if (spec === undefined) return NO_FILES;
  const known = forecasts.get(spec);
  if (known !== undefined) return known;
  const forecast = fileSet(pathsIn(spec.text));
  forecasts.set(spec, forecast);
  return forecast;
}

const NO_FILES = fileSet([]);

/** The scheduler asks at each decision, and a spec never changes. */
const forecasts = new WeakMap<Spec, FileSet>();

const LIST_NAME =
  /^(?:(?:affected|changed|touched) )?files?(?: to (?:add|change|create|edit|modify|touch|update))?$|^touches$/;

const OUT_OF_SCOPE = /^(?:out of scope|non[- ]?goals?|not in scope)$/;

/** In front of a path: the spec says that the file is only read, or stays as it is. */
const NOT_TOUCHED = /\b(?:see|read|reads|do not|don't|must not|never)\b(?:(?![.;]\s).)*$/i;

const CODE_SPAN = /(`+)(.+?)\1(?!`)/g;

function* pathsIn(text: string): Generator<string> {
  const { values, body } = readFrontMatter(text);
  for (const [key, value] of Object.entries(values ?? {})) {
    if (isListName(key)) for (const entry of [value].flat()) yield* listedPaths(String(entry));
  }
  // The depth of the list item or heading that says `Files:`. Deeper items below it are its entries.
  let listDepth: number | undefined;
  let isOutOfScope = false;
  for (const block of blocksOf(body)) {
    if (block.kind === "heading") isOutOfScope = OUT_OF_SCOPE.test(nameIn(block.text));
    if (isOutOfScope) continue;
    if (block.kind === "table") {
      yield* tablePaths(block);
      continue;
    }
    const depth = block.kind === "item" ? block.depth : 0;
    let isListed = listDepth !== undefined && depth > listDepth;
    if (!isListed) listDepth = undefined;
    if (block.kind === "heading" && isListName(block.text)) listDepth = depth;
    for (const line of block.text.split("\n")) {
      const entry = /^([^:`]{4,40}):(.*)$/.exec(line);
      const isKey = entry !== null && isListName(entry[1] ?? "");
      if (isKey) [listDepth, isListed] = [depth, true];
      yield* isListed ? listedPaths(isKey ? (entry[2] ?? "").replace(/^[*_]{0,3}\s+/, "") : line) : spannedPaths(line);
    }
  }
}

function isListName(text: string): boolean {
  return LIST_NAME.test(nameIn(text));
}

function nameIn(text: string): string {
  return plainText(text)
    .toLowerCase()
    .replace(/[^a-z -]/g, "")
    .replaceAll("-", " ")
    .trim();
}

function* tablePaths({ header, rows }: Extract<Block, { kind: "table" }>): Generator<string> {
  const listed = header.map((cell) => isListName(cell) || /^paths?$/.test(nameIn(cell)));
  for (const { cells } of rows)
    for (const [index, cell] of cells.entries()) yield* listed[index] === true ? listedPaths(cell) : spannedPaths(cell);
}

/** The paths in entries such as `src/a.ts, [src/b.ts](…) (new)`. Only the first word of an entry needs no code span. */
function* listedPaths(text: string): Generator<string> {
  yield* spannedPaths(text, true);
  const withoutSpans = text.replaceAll(CODE_SPAN, "``").replaceAll(/\[([^\]]+)\]\([^)]*\)/g, "$1");
  for (const entry of withoutSpans.split(/[,;]/)) {
    const [first = ""] = entry.trim().split(/\s/);
    const path = pathIn(first.replace(/^(?:\*\*(?!\/)|["'(])+|(?:\*\*|["').:])+$/g, ""), true);
    if (path !== undefined) yield path;
  }
}

function* spannedPaths(text: string, listed = false): Generator<string> {
  for (const { 2: span = "", index } of text.matchAll(CODE_SPAN)) {
    const path = pathIn(span.trim(), listed);
    if (path !== undefined && (listed || !NOT_TOUCHED.test(text.slice(0, index)))) yield path;
  }
}
