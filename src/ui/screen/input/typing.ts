// The typing rule of a question (product, section 5), as a pure function of what was typed and what is on offer.
import type { Command } from "../../../engine/model/stop.ts";

export interface Typed {
  /** Letters typed that could still become more than one thing, or that must be typed out. */
  readonly letters: string;
  /** The rest of a word that was already answered by its first letter: typing on must do nothing else. */
  readonly rest: string;
}

export type TypingResult =
  | { readonly kind: "answer"; readonly command: Command; readonly typed: Typed }
  | { readonly kind: "typing"; readonly typed: Typed }
  | { readonly kind: "refused"; readonly typed: Typed };

export const NOTHING_TYPED: Typed = { letters: "", rest: "" };

/** `approve` accepts a risk, so it is never taken for what it only begins. */
const TYPED_OUT: ReadonlySet<Command> = new Set(["approve"]);
const OWN_KEYS: Readonly<Record<string, Command>> = { p: "skip-phase" };

/**
 * One more letter at a question. A letter acts at once where it is the only command on offer that begins so; otherwise
 * the letters wait until they are, and `approve` until its last one. What begins nothing is refused and changes nothing.
 */
export function typeLetter({ letters }: Typed, letter: string, offered: readonly Command[]): TypingResult {
  const own = letters === "" ? OWN_KEYS[letter] : undefined;
  if (own !== undefined && offered.includes(own)) return answer(own, "");
  const word = letters + letter;
  const candidates = offered.filter((command) => command.startsWith(word));
  const [only] = candidates;
  if (only === undefined) return { kind: "refused", typed: { letters, rest: "" } };
  if (candidates.length === 1 && (word === only || !TYPED_OUT.has(only))) return answer(only, only.slice(word.length));
  return { kind: "typing", typed: { letters: word, rest: "" } };
}

/** Enter: takes what was typed in full, where a longer command begins the same way. */
export function typeEnter(typed: Typed, offered: readonly Command[]): TypingResult {
  const command = offered.find((candidate) => candidate === typed.letters);
  return command === undefined ? { kind: "refused", typed } : answer(command, "");
}

/** Whether this letter only goes on with a word that was already answered, and what is left of the word then. */
export function swallow(typed: Typed, letter: string): Typed | undefined {
  return typed.rest !== "" && typed.rest.startsWith(letter)
    ? { letters: "", rest: typed.rest.slice(letter.length) }
    : undefined;
}

/** Whether the letter begins any command at all, on offer or not. */
export function beginsCommand(letter: string, offered: readonly Command[]): boolean {
  return typeLetter(NOTHING_TYPED, letter, offered).kind !== "refused";
}

function answer(command: Command, rest: string): TypingResult {
  return { kind: "answer", command, typed: { letters: "", rest } };
}
