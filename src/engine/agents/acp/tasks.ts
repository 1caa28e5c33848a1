import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { AgentOutcome, AgentTask } from "../agent.ts";
import { isReallyInside } from "./permission/real-place.ts";
import { answerFormat, askAgain, readReview } from "./review-answer.ts";
import type { Turns } from "./turns.ts";

/** An answer that is not valid is asked for again this often. */
const ASK_AGAIN = 2;
/** Of what an agent says at the end, this much is kept as its summary. */
const SUMMARY = 4000;

/** Has the task done. What it came to is seen in git, not here. */
export async function work(turns: Turns, task: AgentTask): Promise<AgentOutcome> {
  const said = await turns.take(task.prompt);
  return {
    ok: true,
    kind: "work",
    result: { summary: said.trim().slice(-SUMMARY), done: [] },
    outOfTreeEdits: await turns.outOfTreeEdits(),
  };
}

/** Has the change reviewed, until the answer is valid. Without one there is no review, and so no pass. */
export async function review(task: AgentTask, turns: Turns): Promise<AgentOutcome> {
  const name = `review-${randomUUID().slice(0, 8)}`;
  let text = `${task.prompt.trimEnd()}\n\n${answerFormat(name)}\n`;
  for (let asked = 0; ; asked += 1) {
    const said = await turns.take(text);
    const answer = await readReview(said, name, (file) => lineCount(task, file));
    if (answer.valid) return { ok: true, kind: "review", result: answer.result };
    if (asked === ASK_AGAIN) {
      return {
        ok: false,
        reason: "no-review",
        message: `The review's answer is not valid: ${answer.problem}`,
        detail: said.slice(-SUMMARY),
      };
    }
    text = askAgain(answer.problem, name);
  }
}

/** Lines of a file; Infinity for one of the change that is no longer there; undefined where nobody knows it. */
async function lineCount({ cwd, changed = [] }: AgentTask, file: string): Promise<number | undefined> {
  const known = changed.includes(file) ? Infinity : undefined;
  if (!(await isReallyInside(cwd, file))) return known;
  return readFile(join(cwd, file), "utf8").then(
    (text) => text.split("\n").length,
    () => known,
  );
}
