// How letters typed at a question become an answer, as pure functions of the letters and the offered commands.
import type { Command } from "../../../engine/model/stop.ts";

export interface TypedAnswer {
  /** Letters typed so far of a command that is still ambiguous or has to be typed in full. */
  readonly letters: string;
  /** The remaining letters of the command that was given as the last answer. Typing them on has no effect. */
  readonly rest: string;
}

export type TypingResult =
  | { readonly kind: "answer"; readonly command: Command; readonly typed: TypedAnswer }
  | { readonly kind: "typing"; readonly typed: TypedAnswer }
  | { readonly kind: "refused"; readonly typed: TypedAnswer };

export const NOTHING_TYPED: TypedAnswer = { letters: "", rest: "" };

/** Commands that have to be typed in full. `approve` accepts a risk, so no abbreviation of it counts. */
const TYPED_IN_FULL: ReadonlySet<Command> = new Set(["approve"]);
/** Commands with a key other than their first letter. */
const SPECIAL_KEYS: Readonly<Record<string, Command>> = { p: "skip-phase" };

/**
 * Adds one letter to an answer. The answer is given as soon as exactly one offered command starts with the letters;
 * `approve` needs its last letter. A letter with which no offered command continues is refused, and the
 * letters before it are kept.
 */
export function typeLetter({ letters }: TypedAnswer, letter: string, offered: readonly Command[]): TypingResult {
  const special = letters === "" ? SPECIAL_KEYS[letter] : undefined;
  if (special !== undefined && offered.includes(special)) return answer(special, "");
  const word = letters + letter;
  const candidates = offered.filter((command) => command.startsWith(word));
  const [only] = candidates;
  if (only === undefined) return { kind: "refused", typed: { letters, rest: "" } };
  if (candidates.length === 1 && (word === only || !TYPED_IN_FULL.has(only)))
    return answer(only, only.slice(word.length));
  return { kind: "typing", typed: { letters: word, rest: "" } };
}

/** Handles enter: gives the command that was typed in full although a longer command starts the same way. */
export function typeEnter(typed: TypedAnswer, offered: readonly Command[]): TypingResult {
  const command = offered.find((candidate) => candidate === typed.letters);
  return command === undefined ? { kind: "refused", typed } : answer(command, "");
}

/**
 * Returns the state after a letter that continues the command given as the last answer, or nothing if the letter does
 * not continue it.
 */
export function consumeRest(typed: TypedAnswer, letter: string): TypedAnswer | undefined {
  return typed.rest !== "" && typed.rest.startsWith(letter)
    ? { letters: "", rest: typed.rest.slice(letter.length) }
    : undefined;
}

/** Returns whether an offered command starts with this letter. */
export function beginsCommand(letter: string, offered: readonly Command[]): boolean {
  return typeLetter(NOTHING_TYPED, letter, offered).kind !== "refused";
}

function answer(command: Command, rest: string): TypingResult {
  return { kind: "answer", command, typed: { letters: "", rest } };
}
