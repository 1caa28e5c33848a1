import { type Dialect, type Lexed, lex, type Token } from "./lexer.ts";

/** One statement of a script, without its separator. */
export interface Piece {
  /** The text in the file, without the delimiters of executable comments. */
  readonly text: string;
  readonly tokens: readonly Token[];
  /** Offset in the file. */
  readonly start: number;
}

const STORED_PROGRAMS = new Set(["TRIGGER", "PROCEDURE", "FUNCTION", "EVENT"]);
/** Words after END that close a block which BEGIN did not open. */
const CLOSERS = new Set(["IF", "LOOP", "WHILE", "REPEAT"]);

/**
 * Splits a script into its statements, in order. Keeps bodies of triggers and procedures whole and follows DELIMITER.
 */
export function split(script: string, dialect: Dialect): { readonly pieces: readonly Piece[]; readonly lexed: Lexed } {
  const lexed = lex(script, dialect);
  const pieces: Piece[] = [];
  let current: Token[] = [];
  let depth = 0;
  let delimiter = ";";

  const finish = () => {
    const first = current[0];
    const last = current.at(-1);
    if (first !== undefined && last !== undefined) {
      pieces.push({ text: lexed.source.slice(first.start, last.end), tokens: current, start: first.start });
    }
    current = [];
    depth = 0;
  };

  for (let index = 0; index < lexed.tokens.length; index += 1) {
    const token = lexed.tokens[index];
    if (token === undefined) break;
    if (current.length === 0 && token.kind === "word" && token.text === "DELIMITER" && dialect === "mysql") {
      const end = lineEnd(script, token.end);
      delimiter = script.slice(token.end, end).trim() || ";";
      index = lastBefore(lexed.tokens, index, end);
    } else if (
      script.startsWith(delimiter, token.start) &&
      token.kind !== "string" &&
      (depth === 0 || delimiter !== ";")
    ) {
      finish();
      index = lastBefore(lexed.tokens, index, token.start + delimiter.length);
    } else if (token.kind === "symbol" && token.text === ";" && token.end - token.start > 1) {
      finish();
    } else {
      depth = Math.max(0, depth + depthChange(token, lexed.tokens[index + 1], current, dialect));
      current.push(token);
    }
  }
  finish();
  return { pieces, lexed };
}

/**
 * How a token in the body of a stored program changes the nesting depth: BEGIN and CASE open a level, END closes one.
 */
function depthChange(token: Token, next: Token | undefined, before: readonly Token[], dialect: Dialect): number {
  if (token.kind !== "word" || !isStoredProgram(before)) return 0;
  if (token.text === "BEGIN") return dialect !== "postgres" || next?.text === "ATOMIC" ? 1 : 0;
  const open = dialect !== "postgres" || before.some((earlier) => earlier.kind === "word" && earlier.text === "ATOMIC");
  if (!open) return 0;
  if (token.text === "CASE") return before.at(-1)?.text === "END" ? 0 : 1;
  if (token.text !== "END") return 0;
  return next?.kind === "word" && CLOSERS.has(next.text) ? 0 : -1;
}

function isStoredProgram(tokens: readonly Token[]): boolean {
  return (
    tokens[0]?.text === "CREATE" &&
    tokens.slice(1, 14).some((token) => token.kind === "word" && STORED_PROGRAMS.has(token.text))
  );
}

/** Index of the last token that starts before an offset. */
function lastBefore(tokens: readonly Token[], from: number, end: number): number {
  let index = from;
  while ((tokens[index + 1]?.start ?? Infinity) < end) index += 1;
  return index;
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end < 0 ? text.length : end;
}
