import { HOLE } from "../change.ts";
import { lex, type Token } from "../sql/lexer.ts";
import type { Call } from "./program.ts";

/** The text with a value where one is bound when it runs: `?`, `%s`, `:name`. Values cannot change what a statement does; `??` is a name, and can. */
export function withBoundValues(sql: string, at: Call): string {
  const bound = at.args.length > 1 || at.named.size > 0 || at.name === "RunSQL";
  const { tokens } = lex(sql, "postgres");
  let result = "";
  let from = 0;
  for (const [index, token] of tokens.entries()) {
    if (token.start < from) continue;
    const found = placeholder(token, tokens[index + 1], tokens[index - 1], bound);
    if (found === undefined) continue;
    result += sql.slice(from, token.start) + found.text;
    from = found.end;
  }
  return result + sql.slice(from);
}

function placeholder(token: Token, next: Token | undefined, before: Token | undefined, bound: boolean): { readonly text: string; readonly end: number } | undefined {
  if (token.kind !== "symbol") return undefined;
  const touches = next !== undefined && next.start === token.end;
  // Not a cast (`::text`), not a slice (`[1:n]`).
  if (token.text === ":" && touches && next.kind === "word" && !(before?.end === token.start && (before.kind === "number" || before.text === ":" || before.text === "["))) return { text: "0", end: next.end };
  if (!bound) return undefined;
  if (token.text === "?") return touches && next.text === "?" ? { text: HOLE, end: next.end } : { text: "0", end: token.end };
  if (token.text === "%" && touches && next.text === "S") return { text: "0", end: next.end };
  return undefined;
}
