import type { Question } from "../../../engine/model/stop.ts";
import { headline } from "../../../engine/questions/stop-words.ts";
import { isInterleaved, type Memory } from "../memory/memory.ts";

/** A question in one line: `q12 #07: Tests failing (attempt 1/2) (fix | skip | abort)`. */
export function openQuestionLine(question: Question): string {
  return `${nameOf(question)}: ${headline(question.stop)} (${question.commands.join(" | ")})`;
}

/** The name of a question, with its issue where it has one: `q12 #07`. */
export function nameOf({ id, issue }: Pick<Question, "id" | "issue">): string {
  return issue === undefined ? id : `${id} #${issue}`;
}

/** How to answer a question that was just asked, where a word alone could be for another one. Else no lines. */
export function howToAnswerLines(question: Question, memory: Memory): readonly string[] {
  const others = memory.open.filter(({ id }) => id !== question.id);
  if (others.length === 0 || memory.unattended || !isInterleaved(memory)) return [];
  return [
    `${others.length + 1} questions are open. Answer with a name: ${namedAnswers(question, others).join(" or ")}`,
    ...others.map((other) => `  also open: ${openQuestionLine(other)}`),
    "",
  ];
}

/** Answers to a question by each of its names. An issue is a name only where its other questions are not open. */
function namedAnswers({ id, issue, commands }: Question, others: readonly Question[]): string[] {
  const names = issue === undefined || others.some((other) => other.issue === issue) ? [id] : [issue, id];
  return names.map((name) => `${name} ${commands[0]}`);
}
