// Which of several open questions is shown.
import type { Question } from "../../../engine/model/stop.ts";
import type { View } from "./view.ts";

/**
 * Returns the question that the user stepped to, as long as it is open and unanswered; else the oldest one without an
 * answer, else the oldest one, whose answer is being saved. A question that is asked meanwhile replaces none of them.
 */
export function questionOf({ answers, question }: View, questions: readonly Question[]): Question | undefined {
  const open = unanswered(answers, questions);
  return open.find(({ id }) => id === question) ?? open[0] ?? questions[0];
}

/** Returns the questions without an answer, oldest first. */
export function unanswered(answers: View["answers"], questions: readonly Question[]): readonly Question[] {
  return questions.filter(({ id }) => answers[id] === undefined);
}

/** Returns the id of the question before or after the shown one, around the ends. Undefined if there is no other. */
export function neighbor(view: View, questions: readonly Question[], by: 1 | -1): string | undefined {
  const open = unanswered(view.answers, questions);
  const at = open.findIndex(({ id }) => id === questionOf(view, questions)?.id);
  return open.length < 2 ? undefined : open[(at + by + open.length) % open.length]?.id;
}
