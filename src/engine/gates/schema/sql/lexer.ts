// Splits SQL into tokens as the lexer of each database does, so that no comment or string hides a statement.

export type Dialect = "postgres" | "mysql" | "sqlite";

export interface Token {
  readonly kind: "word" | "name" | "string" | "number" | "symbol" | "broken";
  /** Words in upper case; names and strings without their quotes; symbols of one character each. */
  readonly text: string;
  /** As in the source, without quotes. */
  readonly written: string;
  readonly start: number;
  readonly end: number;
}

export interface Lexed {
  readonly tokens: readonly Token[];
  /** The source in its original length, with spaces in place of the delimiters of MySQL's executable comments. */
  readonly source: string;
  readonly comments: readonly { readonly start: number; readonly text: string }[];
}

const SPACE = /\s+/y;
const WORD = /[\p{L}_@\u0080-\uffff][\p{L}\p{N}_$@\u0080-\uffff]*/uy;
const NUMBER = /\d[\w.]*|\.\d+/y;
const DOLLAR = /\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$/uy;
/** Commands of psql that only affect its session; pg_dump writes some of them. */
const PSQL_SETTING = /\\(?:restrict|unrestrict|set|unset|echo|timing|pset|encoding)\b/y;
const COPY_END = /^\\\.[ \t]*\r?$/gm;
const MYSQL_CODE = /\/\*M?!\d*/y;

/** Never throws: a string or comment without an end becomes one `broken` token. */
export function lex(source: string, dialect: Dialect): Lexed {
  const tokens: Token[] = [];
  const comments: { start: number; text: string }[] = [];
  const commentDelimiters: [number, number][] = [];
  let at = 0;
  let inExecutableComment = false;
  let delimiter = ";";
  let statementStart = 0;

  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(source)?.[0];
  };
  const push = (kind: Token["kind"], written: string, end: number) => {
    tokens.push({ kind, text: kind === "word" ? written.toUpperCase() : written, written, start: at, end });
    at = end;
  };

  while (at < source.length) {
    const space = match(SPACE);
    if (space !== undefined) {
      at += space.length;
      continue;
    }
    const char = source[at] ?? "";
    const code = char === "/" ? match(MYSQL_CODE) : undefined;
    // PostgreSQL and SQLite skip executable comments. They are read here in every dialect, since a migration for those
    // two databases has no use for them.
    if (delimiter !== ";" && source.startsWith(delimiter, at)) push("symbol", delimiter, at + delimiter.length);
    else if (code !== undefined) {
      commentDelimiters.push([at, at + code.length]);
      inExecutableComment = true;
      at += code.length;
    } else if (inExecutableComment && source.startsWith("*/", at)) {
      commentDelimiters.push([at, at + 2]);
      inExecutableComment = false;
      at += 2;
    } else if (startsLineComment(source, at, dialect)) {
      const end = lineEnd(source, at);
      comments.push({ start: at, text: source.slice(at, end) });
      // Drizzle separates statements with a comment.
      if (source.startsWith("--> statement-breakpoint", at))
        tokens.push({ kind: "symbol", text: ";", written: ";", start: at, end });
      at = end;
    } else if (char === "\\" && dialect === "postgres" && match(PSQL_SETTING) !== undefined) {
      at = lineEnd(source, at);
    } else if (source.startsWith("/*", at)) {
      const end = blockCommentEnd(source, at, dialect);
      if (end === undefined) push("broken", "comment", source.length);
      else at = end;
    } else if (char === "$" && dialect === "postgres" && match(DOLLAR) !== undefined) {
      const tag = match(DOLLAR) ?? "$$";
      const end = source.indexOf(tag, at + tag.length);
      if (end < 0) push("broken", "string", source.length);
      else push("string", source.slice(at + tag.length, end), end + tag.length);
    } else if (char === "'" || char === '"' || char === "`" || (char === "[" && dialect === "sqlite")) {
      quoted(char);
    } else {
      const word = beforeDelimiter(match(WORD));
      const number = word === undefined ? match(NUMBER) : undefined;
      if (word !== undefined) {
        const command = dialect === "mysql" && word.toUpperCase() === "DELIMITER" && startsStatement();
        push("word", word, at + word.length);
        if (command) setDelimiter();
      } else if (number !== undefined) push("number", number, at + number.length);
      else {
        push("symbol", char, at + 1);
        if (char === ";") endStatement();
      }
    }
  }
  return { tokens, source: blank(source, commentDelimiters), comments };

  /** Skips the rows after `COPY … FROM stdin`, as pg_dump writes them, up to a line with only `\.`. */
  function endStatement(): void {
    const copies =
      dialect === "postgres" &&
      tokens[statementStart]?.text === "COPY" &&
      tokens.slice(statementStart).some(({ text }) => text === "STDIN");
    statementStart = tokens.length;
    COPY_END.lastIndex = at;
    if (copies && COPY_END.test(source)) at = COPY_END.lastIndex;
  }

  function startsStatement(): boolean {
    const last = tokens.at(-1);
    return last === undefined || last.text === delimiter || last.text === ";" || last.text === "DELIMITER";
  }

  /** Reads the rest of the line after DELIMITER, a command of MySQL's client: `DELIMITER $$`. */
  function setDelimiter(): void {
    const end = lineEnd(source, at);
    delimiter = source.slice(at, end).trim() || ";";
    at = end;
  }

  /** Cuts a word where the delimiter begins: a `$` may be part of a word, but `END$$` ends before `$$`. */
  function beforeDelimiter(word: string | undefined): string | undefined {
    const cut = delimiter === ";" || word === undefined ? -1 : word.indexOf(delimiter);
    return cut > 0 ? word?.slice(0, cut) : word;
  }

  function quoted(open: string): void {
    const close = open === "[" ? "]" : open;
    const escapes = open !== "`" && open !== "[" && (dialect === "mysql" || isEscapeString(tokens.at(-1), at));
    let text = "";
    for (let end = at + 1; end < source.length; end += 1) {
      const char = source[end] ?? "";
      if (escapes && char === "\\") {
        text += source[end + 1] ?? "";
        end += 1;
      } else if (char !== close) {
        text += char;
      } else if (source[end + 1] === close && open !== "[") {
        text += char;
        end += 1;
      } else {
        return push(open === "'" || (open === '"' && dialect === "mysql") ? "string" : "name", text, end + 1);
      }
    }
    push("broken", "string", source.length);
  }
}

/** True for PostgreSQL's E'…', in which a backslash escapes. */
function isEscapeString(before: Token | undefined, at: number): boolean {
  return before?.kind === "word" && before.text === "E" && before.end === at;
}

function startsLineComment(source: string, at: number, dialect: Dialect): boolean {
  if (source[at] === "#") return dialect === "mysql";
  if (!source.startsWith("--", at)) return false;
  // MySQL reads `--1` as two minus signs.
  return (
    dialect !== "mysql" || at + 2 >= source.length || /\s/.test(source[at + 2] ?? "") || source.startsWith("--> ", at)
  );
}

function lineEnd(source: string, at: number): number {
  const end = source.indexOf("\n", at);
  return end < 0 ? source.length : end;
}

function blockCommentEnd(source: string, start: number, dialect: Dialect): number | undefined {
  let depth = 1;
  for (let at = start + 2; at < source.length; at += 1) {
    if (source.startsWith("*/", at)) {
      depth -= 1;
      at += 1;
      if (depth === 0) return at + 1;
    } else if (dialect === "postgres" && source.startsWith("/*", at)) {
      depth += 1;
      at += 1;
    }
  }
  return undefined;
}

/** The source with spaces in these ranges, which are in order. */
function blank(source: string, ranges: readonly (readonly [number, number])[]): string {
  let result = "";
  let from = 0;
  for (const [start, end] of ranges) {
    result += source.slice(from, start) + " ".repeat(end - start);
    from = end;
  }
  return result + source.slice(from);
}
