import { questionsAsked, type Progress } from "../../../engine/model/progress.ts";
import type { IssueId } from "../../../engine/model/plan.ts";
import type { Command, Question } from "../../../engine/model/stop.ts";

/** A typed line, parsed as an answer. */
export interface Answer {
  /** The word in lower case, without the name of a question. Empty for an empty line. */
  readonly word: string;
  /** Returns whether the line names this question. Absent where it names none. */
  readonly names?: ((question: Question) => boolean) | undefined;
  /** The issue that the line names. Absent where it names a question by its id, or nothing. */
  readonly issue?: IssueId | undefined;
  /** Whether the line names a question that can still be asked. */
  readonly isForLater: boolean;
  /** Returns the command on offer that the word means, by its name or by its key. */
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

/** Whether a line can end waits: `retry` all of them, `07 retry` that of an issue. */
export function canEndWaits({ word, names, issue }: Answer): boolean {
  return (word === "retry" || word === "r") && (names === undefined || issue !== undefined);
}

/** Parses a line such as `fix`, `f`, `07 fix`, `#07: fix` or `q12 fix`. */
export function parseAnswer(line: string, progress: Progress): Answer {
  const text = line.trim().toLowerCase();
  const [, first = "", rest = ""] = /^#?([^\s:]+):?\s+(.+)$/.exec(text) ?? [];
  if (/^q\d+$/.test(first)) {
    const isForLater = Number(first.slice(1)) > questionsAsked(progress);
    return answerOf(rest, { names: ({ id }) => id === first, isForLater });
  }
  const issue = issueNamed(first, progress);
  if (issue !== undefined)
    return answerOf(rest, { names: (question) => question.issue === issue, issue, isForLater: true });
  return answerOf(text, { isForLater: false });
}

function answerOf(word: string, named: Pick<Answer, "names" | "issue" | "isForLater">): Answer {
  return {
    ...named,
    word,
    commandIn(offered) {
      // Where `allow` is on offer as well, `a` is ambiguous and matches no command.
      const keyed = word === "a" && offered.includes("allow") ? undefined : KEYS[word];
      return offered.find((command) => command === word || command === keyed);
    },
  };
}

/** Returns the id of the plan's issue that a word such as `07` or `7` names. */
function issueNamed(word: string, { outline }: Progress): string | undefined {
  const ids = outline.flatMap(({ issues }) => issues.map(({ id }) => id));
  return (
    ids.find((id) => id.toLowerCase() === word) ?? ids.find((id) => /^\d+$/.test(word) && Number(id) === Number(word))
  );
}
