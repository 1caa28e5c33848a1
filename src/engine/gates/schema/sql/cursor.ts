import type { Token } from "./lexer.ts";

/** Thrown where a statement does not match the grammar that its reader knows. */
export class Unreadable extends Error {
  override readonly name = "Unreadable";
}

/** A position in the tokens of one statement. Words are compared in upper case. */
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

  /** @throws {Unreadable} at the end of the statement */
  next(): Token {
    const token = this.#tokens[this.#at];
    if (token === undefined || token.kind === "broken") throw new Unreadable("the statement ends too early");
    this.#at += 1;
    return token;
  }

  /** Moves past these words if all of them come next; returns whether they do. */
  take(...words: readonly string[]): boolean {
    const matches = words.every((word, offset) => {
      const token = this.peek(offset);
      return (token?.kind === "word" || token?.kind === "symbol") && token.text === word;
    });
    if (matches) this.#at += words.length;
    return matches;
  }

  /** Moves past the next token and returns it if it is one of these words. */
  takeOne(...words: readonly string[]): string | undefined {
    return words.find((word) => this.take(word));
  }

  /**
   * Moves past these words.
   * @throws {Unreadable} where they do not come next
   */
  expect(...words: readonly string[]): void {
    if (!this.take(...words))
      throw new Unreadable(`${words.join(" ")} expected near ${this.peek()?.text ?? "the end"}`);
  }

  /**
   * Moves past an identifier and returns it as written, without quotes.
   * @throws {Unreadable} where no identifier comes next
   */
  name(): string {
    const token = this.next();
    if (token.kind === "word" || token.kind === "name" || token.kind === "string") return token.written;
    throw new Unreadable(`a name expected near ${token.text}`);
  }

  /**
   * Moves past a name with dots and returns its last two parts: `a.b`.
   * @throws {Unreadable} where no name comes next
   */
  qualifiedName(): string {
    const parts = [this.name()];
    while (this.take(".")) parts.push(this.name());
    return parts.slice(-2).join(".");
  }

  /**
   * Moves past a group in parentheses if one comes next; returns whether it does.
   * @throws {Unreadable} where the group does not end
   */
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

  /** @throws {Unreadable} where no group in parentheses comes next */
  expectGroup(): void {
    if (!this.skipGroup()) throw new Unreadable(`( expected near ${this.peek()?.text ?? "the end"}`);
  }

  /**
   * Moves past a list in parentheses and returns the names in it, without expressions and prefix lengths.
   * @throws {Unreadable} where no such list comes next
   */
  names(): readonly string[] {
    const names: string[] = [];
    this.expect("(");
    do {
      if (this.peek()?.text === "(" && this.peek()?.kind === "symbol") this.expectGroup();
      else {
        names.push(this.name());
        this.skipGroup();
      }
      while (!this.done && !this.isNext(",") && !this.isNext(")")) {
        if (!this.skipGroup()) this.next();
      }
    } while (this.take(","));
    this.expect(")");
    return names;
  }

  /** True where the next token is this word or symbol. Does not move. */
  isNext(text: string): boolean {
    const token = this.peek();
    return token !== undefined && (token.kind === "symbol" || token.kind === "word") && token.text === text;
  }

  /** Moves to the next comma outside of parentheses, or to the end. */
  skipToComma(): void {
    while (!this.done && !this.isNext(",")) {
      if (!this.skipGroup()) this.next();
    }
  }

  /** @throws {Unreadable} before the end of the statement */
  expectEnd(): void {
    if (!this.done) throw new Unreadable(`unexpected ${this.peek()?.text ?? ""}`);
  }

  skipRest(): void {
    while (!this.done) this.next();
  }
}
