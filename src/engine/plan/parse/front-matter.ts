import { parseDocument } from "yaml";
import { readPlainYaml } from "./plain-yaml.ts";

export interface FrontMatter {
  /** The mapping, with keys in lower case. Undefined where there is no front matter, or it is malformed. */
  readonly values: Readonly<Record<string, unknown>> | undefined;
  /** What is wrong with the front matter, and the line in the file. */
  readonly problem: { readonly text: string; readonly line: number } | undefined;
  /** The rest of the file, and the number of its first line. */
  readonly body: string;
  readonly bodyLine: number;
}

/** Splits a file into YAML front matter, between two lines of `---`, and body. Never throws. */
export function readFrontMatter(source: string): FrontMatter {
  const none = { values: undefined, problem: undefined, body: source, bodyLine: 1 };
  const opening = /^---[ \t]*(?:\r\n|\n|\r)/.exec(source);
  if (opening === null) return none;
  const rest = source.slice(opening[0].length);
  const closing = /^(?:---|\.\.\.)[ \t]*(?:\r\n|\n|\r|$)/m.exec(rest);
  if (closing === null) {
    // A horizontal rule at the top looks the same. A key in the next line shows that front matter is meant.
    return /^[\w-]+[ \t]*:/.test(rest)
      ? { ...none, problem: { text: "it is not closed by a line of ---", line: 1 } }
      : none;
  }
  const text = rest.slice(0, closing.index);
  const body = rest.slice(closing.index + closing[0].length);
  return { ...readYaml(text), body, bodyLine: 3 + linesIn(text) };
}

function readYaml(text: string): Pick<FrontMatter, "values" | "problem"> {
  const plain = readPlainYaml(text);
  if (plain !== undefined) return { values: lowerCased(plain), problem: undefined };
  const document = parseDocument(quotedNumbers(text), { prettyErrors: false });
  const error = document.errors[0];
  if (error !== undefined) return malformed(firstLine(error.message), 2 + linesIn(text.slice(0, error.pos[0])));
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    return malformed(error instanceof Error ? firstLine(error.message) : String(error), 2);
  }
  if (value === null) return { values: {}, problem: undefined };
  if (typeof value !== "object" || Array.isArray(value)) return malformed("it is not a list of `key: value` lines", 2);
  return { values: lowerCased(value), problem: undefined };
}

function lowerCased(mapping: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(mapping).map(([key, entry]): [string, unknown] => [key.toLowerCase(), entry]),
  );
}

/** Quotes numbers such as `#101` in `github_issue` and `dependencies`. To YAML, an unquoted `#` begins a comment. */
function quotedNumbers(text: string): string {
  if (!text.includes("#")) return text;
  return text
    .replace(
      /^((?:github_issue[ \t]*:[ \t]*(?=#)|dependencies[ \t]*:[ \t]*(?=[^["'\s].*#\d)))([^\r\n]*)/gim,
      (_line, key: string, value: string) => key + JSON.stringify(value.trim()),
    )
    .replace(/^(?:[ \t]*-|dependencies[ \t]*:[ \t]*\[).*$/gim, (line) =>
      line.replace(/([[,]|^[ \t]*-)(\s*)(#\d+)/g, '$1$2"$3"'),
    );
}

function malformed(text: string, line: number): Pick<FrontMatter, "values" | "problem"> {
  return { values: undefined, problem: { text, line } };
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? text;
}

/** Counts the line ends. */
function linesIn(text: string): number {
  return text.match(/\r\n|\n|\r/g)?.length ?? 0;
}
