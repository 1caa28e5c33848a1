// Cuts SQL into tokens the way each database's own lexer does, so that no comment or string hides a statement.

export type Dialect = "postgres" | "mysql" | "sqlite";

export interface Token {
  readonly kind: "word" | "name" | "string" | "number" | "symbol" | "broken";
  /** Words in upper case; names and strings without their quotes; symbols one character each. */
  readonly text: string;
  /** As it is written, without quotes. */
  readonly written: string;
  readonly start: number;
  readonly end: number;
}

export interface Lexed {
  readonly tokens: readonly Token[];
  /** The source, same length, with the marks around MySQL's executable comments blanked. */
  readonly source: string;
  readonly comments: readonly { readonly start: number; readonly text: string }[];
}

const SPACE = /\s+/y;
const WORD = /[\p{L}_@\u0080-\uffff][\p{L}\p{N}_$@\u0080-\uffff]*/uy;
const NUMBER = /\d[\w.]*|\.\d+/y;
const DOLLAR = /\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$/uy;
/** Commands of psql that only concern its session; pg_dump writes some of them. */
const PSQL_SETTING = /\\(?:restrict|unrestrict|set|unset|echo|timing|pset|encoding)\b/y;
const COPY_END = /^\\\.[ \t]*\r?$/gm;
const MYSQL_CODE = /\/\*M?!\d*/y;

/** Never fails: what does not end becomes one `broken` token. */
export function lex(source: string, dialect: Dialect): Lexed {
  const tokens: Token[] = [];
  const comments: { start: number; text: string }[] = [];
  const marks: [number, number][] = [];
  let at = 0;
  let inCode = false;
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
    // PostgreSQL and SQLite read these as comments; a file of theirs has no use for them, so they are read there too.
    if (delimiter !== ";" && source.startsWith(delimiter, at)) push("symbol", delimiter, at + delimiter.length);
    else if (code !== undefined) {
      marks.push([at, at + code.length]);
      inCode = true;
      at += code.length;
    } else if (inCode && source.startsWith("*/", at)) {
      marks.push([at, at + 2]);
      inCode = false;
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
  return { tokens, source: blank(source, marks), comments };

  /** Rows for `COPY … FROM stdin`, as pg_dump writes them, go up to a line of their own: `\.` */
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

  /** `DELIMITER $$`, a command of MySQL's client: the rest of the line is no SQL. */
  function setDelimiter(): void {
    const end = lineEnd(source, at);
    delimiter = source.slice(at, end).trim() || ";";
    at = end;
  }

  /** A `$` may be part of a word, but the delimiter ends it wherever it stands: `END$$`. */
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

/** PostgreSQL's E'…' knows backslashes; a plain string does not. */
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

function blank(source: string, marks: readonly (readonly [number, number])[]): string {
  let result = "";
  let from = 0;
  for (const [start, end] of marks) {
    result += source.slice(from, start) + " ".repeat(end - start);
    from = end;
  }
  return result + source.slice(from);
}
