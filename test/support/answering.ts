// Answers the questions of a running program by name, in whatever order they are asked.
import { createInterface } from "node:readline";
import type { Stamped } from "../../src/engine/model/events.ts";
import type { Fact } from "../../src/engine/model/facts.ts";
import type { Question } from "../../src/engine/model/stop.ts";
import { journalOf } from "../faults/invariants.ts";
import type { Started, TestMilestone } from "./milestone.ts";

/** Returns the answer to a question. Undefined: leaves the question open. */
export type AnswerTo = (question: Question) => string | undefined;

/**
 * Answers every question of a start with `--plain`. The line of commands in the transcript says that something is
 * asked, and the journal what.
 */
export function answerTranscript(
  milestone: Pick<TestMilestone, "stateDir">,
  { child }: Started,
  answerTo: AnswerTo,
): void {
  const seen = new Set<string>();
  child.stdin?.on("error", () => {});
  if (child.stdout === null) throw new Error("no output");
  createInterface({ input: child.stdout }).on("line", (line) => {
    if (!/^(?:#\S+ │ )?[a-z-]+(?: \| [a-z-]+)+$/.test(line)) return;
    for (const question of openQuestions(journalOf(milestone))) {
      if (seen.has(question.id)) continue;
      seen.add(question.id);
      write({ child }, question, answerTo);
    }
  });
}

/** Answers every question of a start with `--json`, and passes each event on. */
export function answerEvents({ child }: Pick<Started, "child">, answerTo: AnswerTo, onEvent: (event: Stamped) => void) {
  child.stdin?.on("error", () => {});
  if (child.stdout === null) throw new Error("no output");
  createInterface({ input: child.stdout }).on("line", (line) => {
    const event = parsed(line);
    if (event === undefined) return;
    onEvent(event);
    if (event.type === "question.asked") write({ child }, event.question, answerTo);
  });
}

/** The questions that this start of the program asked and that have no answer, in the order in which it asked them. */
export function openQuestions(facts: readonly Stamped<Fact>[]): readonly Question[] {
  const open = new Map<string, Question>();
  for (const fact of facts) {
    if (fact.type === "run.started") open.clear();
    if (fact.type === "question.asked") open.set(fact.question.id, fact.question);
    if (fact.type === "question.answered" || fact.type === "question.withdrawn") open.delete(fact.id);
    if (fact.type === "issue.done" || fact.type === "issue.skipped")
      for (const { id, issue } of open.values()) if (issue === fact.issue) open.delete(id);
  }
  return [...open.values()];
}

/** All answers so far as `<issue> <kind> <command>`, sorted. A question about the run has the issue `run`. */
export function answersOf(facts: readonly Stamped<Fact>[]): readonly string[] {
  const asked = new Map<string, string>();
  const answers: string[] = [];
  for (const fact of facts) {
    if (fact.type === "question.asked")
      asked.set(fact.question.id, `${fact.question.issue ?? "run"} ${fact.question.stop.kind}`);
    if (fact.type === "question.answered") answers.push(`${asked.get(fact.id)} ${fact.command}`);
  }
  return answers.toSorted();
}

/** An issue names its question; a question about the run is named by its id. */
function write({ child }: Pick<Started, "child">, question: Question, answerTo: AnswerTo): void {
  const answer = answerTo(question);
  if (answer !== undefined) child.stdin?.write(`${question.issue ?? question.id} ${answer}\n`);
}

/** The last line of a killed process may be incomplete. */
function parsed(line: string): Stamped | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
