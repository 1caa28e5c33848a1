// Bodies of MySQL's procedures: a CALL in the same script is judged by the statements that it runs.
import type { Token } from "../lexer.ts";
import type { Piece } from "../split.ts";

/**
 * Name and statements of `CREATE PROCEDURE name (…) BEGIN … END`; undefined for any other statement, and where the body
 * cannot be followed.
 */
export function procedureOf({
  text,
  tokens,
  start,
}: Piece): { readonly name: string; readonly body: readonly Piece[] } | undefined {
  const at = tokens.findIndex((token) => token.text === "PROCEDURE");
  const begin = tokens.findIndex((token) => token.text === "BEGIN");
  const name = tokens[at + 1]?.written;
  const isProcedure =
    tokens[0]?.text === "CREATE" && at > 0 && tokens[at + 2]?.text === "(" && tokens.at(-1)?.text === "END";
  if (!isProcedure || begin < at || name === undefined) return undefined;
  const body: Piece[] = [];
  for (const part of splitAtSemicolons(tokens.slice(begin + 1, -1))) {
    const rest = withoutControl(part);
    if (rest === undefined) return undefined;
    const [first] = rest;
    const last = rest.at(-1);
    if (first !== undefined && last !== undefined)
      body.push({ text: text.slice(first.start - start, last.end - start), tokens: rest, start: first.start });
  }
  return { name, body };
}

function splitAtSemicolons(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const parts: Token[][] = [[]];
  for (const token of tokens) {
    if (token.kind === "symbol" && token.text === ";") parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}

/** Words that may come before a parenthesis in a condition that calls no stored function. */
const CONDITION_WORDS = new Set([
  "EXISTS",
  "COUNT",
  "DATABASE",
  "SCHEMA",
  "IN",
  "AND",
  "OR",
  "NOT",
  "WHERE",
  "ISNULL",
  "IF",
  "ELSEIF",
]);

/**
 * The statement after IF … THEN and other control words: empty where there is none, undefined where it cannot be
 * followed.
 */
function withoutControl(tokens: readonly Token[]): readonly Token[] | undefined {
  const [first] = tokens;
  if (first?.kind !== "word") return tokens;
  if (first.text === "ELSE") return withoutControl(tokens.slice(1));
  if (first.text === "END") return tokens.length <= 2 ? [] : undefined;
  if (first.text === "DECLARE") return tokens.some(({ text }) => text === "HANDLER") ? undefined : [];
  if (first.text !== "IF" && first.text !== "ELSEIF") return tokens;
  const then = tokens.findIndex((token) => token.kind === "word" && token.text === "THEN");
  const onlyQueries = tokens
    .slice(0, then)
    .every(
      (token, index) => token.kind !== "word" || tokens[index + 1]?.text !== "(" || CONDITION_WORDS.has(token.text),
    );
  return then < 0 || !onlyQueries ? undefined : withoutControl(tokens.slice(then + 1));
}
