import { questionsAsked, type Progress } from "../../../engine/model/progress.ts";
import type { Command, Question } from "../../../engine/model/stop.ts";

/** A typed line as an answer. */
export interface Answer {
  /** The word in lower case, without the name of a question; empty for an empty line. */
  readonly word: string;
  /** Whether a question is the one that the line names; absent where it names none. */
  readonly names?: ((question: Question) => boolean) | undefined;
  /** Whether it names a question that may still be asked. */
  readonly isForLater: boolean;
  /** The command that the word means among those on offer: a whole word, or its key. */
  commandIn(offered: readonly Command[]): Command | undefined;
}

const KEYS: Readonly<Record<string, Command>> = {
  f: "fix",
  s: "skip",
  a: "abort",
  ab: "abort",
  r: "retry",
  c: "continue",
  p: "skip-phase",
  al: "allow",
  d: "deny",
};

/** Understands `fix`, `f`, `07 fix`, `#07: fix`, `q12 fix`. */
export function parseAnswer(line: string, progress: Progress): Answer {
  const text = line.trim().toLowerCase();
  const [, first = "", rest = ""] = /^#?([^\s:]+):?\s+(.+)$/.exec(text) ?? [];
  if (/^q\d+$/.test(first)) {
    const isForLater = Number(first.slice(1)) > questionsAsked(progress);
    return answerOf(rest, ({ id }) => id === first, isForLater);
  }
  const issue = issueNamed(first, progress);
  if (issue !== undefined) return answerOf(rest, (question) => question.issue === issue, true);
  return answerOf(text, undefined, false);
}

function answerOf(word: string, names: Answer["names"], isForLater: boolean): Answer {
  return {
    word,
    names,
    isForLater,
    commandIn(offered) {
      // Where `allow` is on offer as well, `a` could mean either and means neither.
      const keyed = word === "a" && offered.includes("allow") ? undefined : KEYS[word];
      return offered.find((command) => command === word || command === keyed);
    },
  };
}

/** The plan's issue that a word names: `07`, `7`. */
function issueNamed(word: string, { outline }: Progress): string | undefined {
  const ids = outline.flatMap(({ issues }) => issues.map(({ id }) => id));
  return (
    ids.find((id) => id.toLowerCase() === word) ?? ids.find((id) => /^\d+$/.test(word) && Number(id) === Number(word))
  );
}
