import parseExpression from "spdx-expression-parse";
import ids from "spdx-license-ids/index.json" with { type: "json" };
import deprecatedIds from "spdx-license-ids/deprecated.json" with { type: "json" };
import { aliasOf } from "./aliases.ts";
import type { License } from "./license.ts";

/**
 * Reads the license that a package states: an SPDX expression, an id in another case, an unambiguous spelling, or
 * several of these joined by `/`, `or`, `and`, `+`. Misspelled ids are not guessed, since a wrong guess could approve a
 * license.
 */
export function readLicense(stated: string | undefined): License {
  const text = stated?.trim() ?? "";
  if (text === "" || /^(?:unknown|none|noassertion|n\/a)$/i.test(text))
    return { shown: "no licence stated", expression: undefined };
  if (
    /^(?:unlicensed|proprietary|private|commercial|see licen[cs]e|see the|custom|other|licen[cs]e\b|https?:)/i.test(
      text,
    )
  )
    return { shown: firstLine(text), expression: undefined };
  return { shown: firstLine(text), expression: expressionIn(text) };
}

function expressionIn(text: string): string | undefined {
  if (text.length > 300) return undefined;
  if (isExpression(text)) return text;
  const single = idIgnoringCase(text) ?? aliasOf(text);
  if (single !== undefined) return single;
  // Old Cargo and Ruby style `MIT/Apache-2.0`, and prose such as `Apache 2.0 or MIT`.
  for (const [separator, operator] of [
    [/\s+or\s+|\s*\|\|?\s*/i, "OR"],
    [/\s*\/\s*/, "OR"],
    [/\s+and\s+|\s*&\s*|\s*[,;]\s*|\s*\+\s*(?=[a-z])/i, "AND"],
  ] as const) {
    const parts = text.replace(/^\((.*)\)$/, "$1").split(separator);
    if (parts.length < 2) continue;
    const read = parts.map(
      (part) => expressionIn(part) ?? (operator === "OR" && ALTERNATIVE.test(part) ? UNREAD : undefined),
    );
    return read.includes(undefined) || read.every((part) => part === UNREAD)
      ? undefined
      : read.map((part) => `(${part})`).join(` ${operator} `);
  }
  return undefined;
}

/** Alternatives that cannot be read are ignored beside a license that can be read, since that license can be chosen. */
const ALTERNATIVE = /^(?:commercial|proprietary|see licen[cs]e|[\w.-]+$)/i;
const UNREAD = "LicenseRef-unread";

function isExpression(text: string): boolean {
  try {
    parseExpression(text);
    return true;
  } catch {
    return false;
  }
}

const BY_LOWER_CASE: ReadonlyMap<string, string> = new Map(
  [...ids, ...deprecatedIds].map((id) => [id.toLowerCase(), id]),
);

function idIgnoringCase(text: string): string | undefined {
  const plus = text.endsWith("+") ? "+" : "";
  const id = BY_LOWER_CASE.get(text.toLowerCase().slice(0, plus === "" ? undefined : -1));
  return id === undefined ? undefined : id + plus;
}

function firstLine(text: string): string {
  const [line = ""] = text.split("\n", 1);
  return line.length > 60 ? `${line.slice(0, 57)}…` : line;
}
