import type { Token } from "./lexer.ts";

/** What is there is not what the grammar wants. */
export class Unreadable extends Error {
  override readonly name = "Unreadable";
}

/** Walks the tokens of one statement. Words are matched in upper case. */
export class Cursor {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get done(): boolean {
    return this.#at >= this.#tokens.length;
  }

  peek(offset = 0): Token | undefined {
    return this.#tokens[this.#at + offset];
  }

  next(): Token {
    const token = this.#tokens[this.#at];
    if (token === undefined || token.kind === "broken") throw new Unreadable("the statement ends too early");
    this.#at += 1;
    return token;
  }

  /** Takes these words if all of them come next. */
  take(...words: readonly string[]): boolean {
    const here = words.every((word, offset) => {
      const token = this.peek(offset);
      return (token?.kind === "word" || token?.kind === "symbol") && token.text === word;
    });
    if (here) this.#at += words.length;
    return here;
  }

  /** Takes the first of these words that comes next. */
  takeOne(...words: readonly string[]): string | undefined {
    return words.find((word) => this.take(word));
  }

  need(...words: readonly string[]): void {
    if (!this.take(...words))
      throw new Unreadable(`${words.join(" ")} expected near ${this.peek()?.text ?? "the end"}`);
  }

  /** An identifier, as it is written. */
  name(): string {
    const token = this.next();
    if (token.kind === "word" || token.kind === "name" || token.kind === "string") return token.written;
    throw new Unreadable(`a name expected near ${token.text}`);
  }

  /** `a.b`, the last two parts. */
  qualifiedName(): string {
    const parts = [this.name()];
    while (this.take(".")) parts.push(this.name());
    return parts.slice(-2).join(".");
  }

  /** Skips a group in brackets, if one comes; says whether. */
  skipGroup(): boolean {
    if (!this.take("(")) return false;
    for (let depth = 1; depth > 0;) {
      const token = this.next();
      if (token.kind !== "symbol") continue;
      if (token.text === "(") depth += 1;
      if (token.text === ")") depth -= 1;
    }
    return true;
  }

  group(): void {
    if (!this.skipGroup()) throw new Unreadable(`( expected near ${this.peek()?.text ?? "the end"}`);
  }

  /** Names in brackets; an expression or a prefix length among them counts for nothing. */
  names(): readonly string[] {
    const names: string[] = [];
    this.need("(");
    do {
      if (this.peek()?.text === "(" && this.peek()?.kind === "symbol") this.group();
      else {
        names.push(this.name());
        this.skipGroup();
      }
      while (!this.done && !this.ahead(",") && !this.ahead(")")) {
        if (!this.skipGroup()) this.next();
      }
    } while (this.take(","));
    this.need(")");
    return names;
  }

  ahead(text: string): boolean {
    const token = this.peek();
    return token !== undefined && (token.kind === "symbol" || token.kind === "word") && token.text === text;
  }

  /** Everything up to the next comma outside of brackets. */
  skipToComma(): void {
    while (!this.done && !this.ahead(",")) {
      if (!this.skipGroup()) this.next();
    }
  }

  end(): void {
    if (!this.done) throw new Unreadable(`unexpected ${this.peek()?.text ?? ""}`);
  }

  skipRest(): void {
    while (!this.done) this.next();
  }
}
