import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { AgentOutcome, AgentTask } from "../agent.ts";
import { resolvesInside } from "./permission/resolves-inside.ts";
import { answerFormat, askAgain, readReview } from "./review-answer.ts";
import type { Turns } from "./turns.ts";

/** How often a review is asked for again after an invalid answer. */
const MAX_REPEATS = 2;
/** How many characters of the agent's last text are kept as its summary. */
const MAX_SUMMARY_CHARS = 4000;

/** Has the agent implement or fix the issue. The result is checked in git afterwards, not here. */
export async function performWork(task: AgentTask, turns: Turns): Promise<AgentOutcome> {
  const text = await turns.prompt(task.prompt);
  return {
    ok: true,
    kind: "work",
    result: { summary: text.trim().slice(-MAX_SUMMARY_CHARS), done: [] },
    outOfTreeEdits: await turns.outOfTreeEdits(),
  };
}

/** Has the agent review the change, and asks again while the answer is invalid. Fails without a valid answer. */
export async function performReview(task: AgentTask, turns: Turns): Promise<AgentOutcome> {
  const name = `review-${randomUUID().slice(0, 8)}`;
  let prompt = `${task.prompt.trimEnd()}\n\n${answerFormat(name)}\n`;
  for (let repeats = 0; ; repeats += 1) {
    const text = await turns.prompt(prompt);
    const answer = await readReview(text, name, (file) => lineCount(task, file));
    if (answer.valid) return { ok: true, kind: "review", result: answer.result };
    if (repeats === MAX_REPEATS) {
      return {
        ok: false,
        reason: "no-review",
        message: `The review's answer is not valid: ${answer.problem}`,
        detail: text.slice(-MAX_SUMMARY_CHARS),
      };
    }
    prompt = askAgain(answer.problem, name);
  }
}

/**
 * Counts the lines of a file. Returns Infinity for a file of the change that cannot be read, such as a deleted one, and
 * undefined for any other file that cannot be read.
 */
async function lineCount({ cwd, changed = [] }: AgentTask, file: string): Promise<number | undefined> {
  const fallback = changed.includes(file) ? Infinity : undefined;
  if (!(await resolvesInside(cwd, file))) return fallback;
  return readFile(join(cwd, file), "utf8").then(
    (text) => text.split("\n").length,
    () => fallback,
  );
}
