import { readFile } from "node:fs/promises";
import { isMap, isNode, isScalar, LineCounter, parseDocument, type Document, type Node } from "yaml";
import { MilestoneError, messageOf } from "../model/errors.ts";

export type ConfigPath = readonly PropertyKey[];

/** The content of a config file, and the lines of its settings. */
export interface ConfigText {
  readonly value: unknown;
  /**
   * The line of a setting, from 1; undefined where it is not known.
   * @param key a key of the mapping at `path`; without it, the value at `path` is meant
   */
  readonly lineOf: (path: ConfigPath, key?: string) => number | undefined;
}

/**
 * Reads JSON (comments and trailing commas allowed) or YAML.
 * @throws MilestoneError `config` where the file cannot be read or parsed
 */
export async function readConfigText(path: string): Promise<ConfigText> {
  const text = await readText(path);
  const isJson = /\.jsonc?$/.test(path);
  const lines = new LineCounter();
  // JSON without comments is YAML, so one parser gives the positions in both.
  const document = parseDocument(isJson ? withoutComments(text) : text, {
    lineCounter: lines,
    schema: isJson ? "json" : "core",
    prettyErrors: false,
  });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line } = lines.linePos(error.pos[0]);
    throw isJson ? jsonError(path, text, line, error.message) : syntaxError(path, line, error.message);
  }
  return { value: valueOf(path, document), lineOf: (at, key) => lineIn(document, lines, at, key) };
}

async function readText(path: string): Promise<string> {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await readFile(path));
  } catch (error) {
    const why = error instanceof TypeError ? "it is not UTF-8 text" : messageOf(error);
    throw new MilestoneError("config", `${path} cannot be read: ${why}`, {
      hint: "Name a readable file with --config, or correct this one.",
      cause: error,
    });
  }
}

/** Replaces comments by blanks, so that all positions stay the same. */
function withoutComments(json: string): string {
  return json.replace(/"(?:[^"\\\n]|\\.)*"|\/\/[^\n]*|\/\*[^]*?\*\//g, (match) =>
    match.startsWith("/") ? match.replaceAll(/[^\n]/g, " ") : match,
  );
}

/** The parsed value; an empty file is allowed and gives an empty config. */
function valueOf(path: string, document: Document): unknown {
  try {
    return document.toJS() ?? {};
  } catch (error) {
    throw syntaxError(path, 1, messageOf(error));
  }
}

function lineIn(document: Document, lines: LineCounter, path: ConfigPath, key?: string): number | undefined {
  const node: unknown = path.length === 0 ? document.contents : document.getIn(path, true);
  const place =
    key === undefined
      ? node
      : isMap(node)
        ? node.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === key)?.key
        : undefined;
  const start = isNode(place) ? (place as Node).range?.[0] : undefined;
  if (start !== undefined) return lines.linePos(start).line;
  // The line of the parent, for a setting that is missing.
  return path.length === 0 ? undefined : lineIn(document, lines, path.slice(0, -1));
}

/**
 * The error for invalid JSON. The YAML parser's message often misses the point, so the message of `JSON.parse` is used
 * where it fails too, once comments and trailing commas are removed.
 */
function jsonError(path: string, text: string, line: number, missed: string): MilestoneError {
  try {
    JSON.parse(withoutComments(text).replace(/,(\s*[}\]])/g, " $1"));
    return syntaxError(path, line, missed);
  } catch (error) {
    // E.g. `Expected ',' or '}' after property value in JSON at position 16 (line 3 column 2)`, or with a quote of the
    // text.
    const [, what = messageOf(error), place] =
      /^([^]*?)(?: in JSON at position \d+ \(line (\d+) .*|, (?:\.\.\.)?"[^]*)?$/.exec(messageOf(error)) ?? [];
    const bare = /plain scalar "?([\w.-]+)"?$/.exec(missed)?.[1];
    if (what.startsWith("Unexpected token") && bare !== undefined)
      return syntaxError(path, line, `${bare} is not a value: text has to be in double quotes`);
    return syntaxError(path, place === undefined ? line : Number(place), what);
  }
}

function syntaxError(path: string, line: number, what: string): MilestoneError {
  return new MilestoneError("config", `${path}:${line}: ${what}`, { hint: "Correct the syntax of that line." });
}
