import { HOLE } from "../change.ts";
import { lex, type Token } from "../sql/lexer.ts";
import type { Call } from "./program.ts";

/**
 * SQL with its placeholders replaced: by `0` for values (`?`, `%s`, `:name`), which cannot change the effect of a
 * statement, and by the bound name for Knex's `??`, which can.
 * @param names the bound values in order; undefined for a value that is not a constant string
 * @param quote the quote of identifiers in the dialect
 */
export function withBoundValues(sql: string, at: Call, names: readonly (string | undefined)[], quote: string): string {
  const bound = at.args.length > 1 || at.named.size > 0 || at.name === "RunSQL";
  const { tokens } = lex(sql, "postgres");
  let result = "";
  let from = 0;
  let place = 0;
  for (const [index, token] of tokens.entries()) {
    if (token.start < from) continue;
    const found = placeholder(token, tokens[index + 1], tokens[index - 1], bound);
    if (found === undefined) continue;
    result += sql.slice(from, token.start) + (found.kind === "value" ? "0" : identifier(names[place], quote));
    from = found.end;
    place += 1;
  }
  return result + sql.slice(from);
}

/** A name as Knex inserts it, with quotes around each part of `schema.table`. */
function identifier(name: string | undefined, quote: string): string {
  return name === undefined || !/^[\w.]+$/.test(name)
    ? HOLE
    : name
        .split(".")
        .map((part) => quote + part + quote)
        .join(".");
}

interface Placeholder {
  readonly kind: "value" | "name";
  readonly end: number;
}

function placeholder(
  token: Token,
  next: Token | undefined,
  before: Token | undefined,
  bound: boolean,
): Placeholder | undefined {
  if (token.kind !== "symbol") return undefined;
  const touches = next !== undefined && next.start === token.end;
  // Not a cast (`::text`), not a slice (`[1:n]`).
  if (
    token.text === ":" &&
    touches &&
    next.kind === "word" &&
    !(before?.end === token.start && (before.kind === "number" || before.text === ":" || before.text === "["))
  )
    return { kind: "value", end: next.end };
  if (!bound) return undefined;
  if (token.text === "?")
    return touches && next.text === "?" ? { kind: "name", end: next.end } : { kind: "value", end: token.end };
  if (token.text === "%" && touches && next.text === "S") return { kind: "value", end: next.end };
  return undefined;
}
