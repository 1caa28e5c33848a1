import { RunEnded } from "../../../engine/model/errors.ts";
import type { Decider } from "../../../engine/model/ports.ts";
import type { IssueId } from "../../../engine/model/plan.ts";
import type { Progress } from "../../../engine/model/progress.ts";
import type { Command, Question } from "../../../engine/model/stop.ts";
import { sanitize } from "../../../engine/text/sanitize.ts";
import { hasSeveralAtWork } from "../../../state/progress/selectors.ts";
import { nameOf } from "../questions/open-question-lines.ts";
import { questionLines } from "../questions/question-lines.ts";
import { statusLines } from "../status-lines.ts";
import type { Wait } from "../memory/waits.ts";
import { canEndWaits, parseAnswer, type Answer } from "./answer-line.ts";
import { helpLines } from "./help-lines.ts";
import type { LineReader } from "./line-reader.ts";

export interface LineDeciderOptions {
  readonly reader: Pick<LineReader, "next">;
  readonly progress: () => Progress;
  /** Shows lines, of the issue or of the run, to the user or the program that writes the answers. */
  readonly say: (lines: readonly string[], issue?: IssueId) => void;
  /** Ends the current waits, or those of one issue. Returns whether there were any. */
  readonly endWaits?: (issue?: IssueId) => boolean;
  /** What the run and its issues wait for, for `status`. */
  readonly waits?: () => readonly Wait[];
}

interface Waiting {
  readonly question: Question;
  readonly resolve: (command: Command) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Creates a decider that reads answers as words, one on each line. A line can name its question by id or issue, as in
 * `q12 fix` and `07 fix`, and has to where several questions are open. An answer to a question that has not been asked
 * yet is kept until it is asked. A `retry` that no open question offers ends waits.
 */
export function createLineDecider(options: LineDeciderOptions): Decider {
  const { reader, progress, say, endWaits, waits } = options;
  const waiting = new Map<string, Waiting>();
  const kept: (Answer & { readonly line: string })[] = [];
  let reading: AbortController | undefined;
  /** Set by `abort`, which ends the run: no later line answers another question. */
  let isOver = false;

  /** Reads lines while a question is open. What is typed ahead waits for its question. */
  async function read(): Promise<void> {
    const controller = new AbortController();
    reading = controller;
    try {
      while (waiting.size > 0 && !isOver) {
        const line = await reader.next(controller.signal);
        if (line === undefined) rejectAll(new RunEnded("input-ended"));
        else take(line);
      }
    } catch (error) {
      if (!controller.signal.aborted) rejectAll(error);
    } finally {
      if (reading === controller) reading = undefined;
    }
  }

  function stopReading(): void {
    reading?.abort();
    reading = undefined;
  }

  function take(line: string): void {
    const answer = parseAnswer(line, progress());
    if (answer.word === "") return;
    if (answer.word === "panic") return rejectAll(new RunEnded("panic"));
    const asked = addressed(answer);
    // A wait ends by itself and a question does not, so the question comes first where both take the word.
    const isTaken = asked.some(({ question }) => question.commands.includes("retry"));
    if (!isTaken && canEndWaits(answer) && endWaits?.(answer.issue) === true) return;
    const [only, ...others] = asked;
    if (only === undefined) return keepOrRefuse(answer, line);
    if (answer.word === "status" || answer.word === "help" || answer.word === "?") {
      say([echo(line), ""]);
      if (answer.word === "status") say([...statusLines(progress(), only.question, waits?.()), ""]);
      for (const { question } of asked) {
        if (answer.word !== "status") say([...helpLines(question), ""], question.issue);
        say(["---"]);
        say(questionLines(question, progress()), question.issue);
      }
      if (answer.word !== "status" && others.length > 0 && hasSeveralAtWork(progress()))
        say([`${asked.length} questions are open. Answer with a name:`, ...asked.map(nameLine), ""]);
      return;
    }
    if (others.length > 0) {
      say([
        `? ${sanitize(line.trim())}: ${asked.length} questions are open, so name one`,
        "",
        ...asked.map(nameLine),
        "",
      ]);
      return;
    }
    const command = answer.commandIn(only.question.commands);
    if (command === undefined) {
      const { commands } = only.question;
      say([echo(line), "", `? ${sanitize(line.trim())}: not on offer here`, "", commands.join(" | "), ""]);
      return;
    }
    isOver = command === "abort";
    only.resolve(command);
  }

  /** Returns the open questions that an answer can be for. */
  function addressed({ names }: Answer): readonly Waiting[] {
    return [...waiting.values()].filter(({ question }) => names === undefined || names(question));
  }

  function keepOrRefuse(answer: Answer, line: string): void {
    if (answer.isForLater) {
      kept.push({ ...answer, line });
      say([`· ${sanitize(line.trim())}: kept until that question is asked`]);
      return;
    }
    const open = [...waiting.values()];
    say([`? ${sanitize(line.trim())}: that question is not open`, "", ...open.map(nameLine), ""]);
  }

  function rejectAll(reason: unknown): void {
    for (const { reject } of waiting.values()) reject(reason);
  }

  return {
    by: "user",
    async answer(question, signal) {
      signal.throwIfAborted();
      const { promise, resolve, reject } = Promise.withResolvers<Command>();
      const cancel = () => reject(signal.reason);
      signal.addEventListener("abort", cancel, { once: true });
      const remove = () => {
        waiting.delete(question.id);
        signal.removeEventListener("abort", cancel);
      };
      const entry: Waiting = {
        question,
        resolve(command) {
          remove();
          resolve(command);
        },
        reject(reason) {
          remove();
          reject(reason);
        },
      };
      waiting.set(question.id, entry);
      const early = kept.findIndex(({ names }) => names?.(question) === true);
      const [answer] = early === -1 ? [] : kept.splice(early, 1);
      if (answer !== undefined && !isOver) take(answer.line);
      if (waiting.size > 0 && !isOver && reading === undefined) void read();
      try {
        return await promise;
      } finally {
        remove();
        // No question is open, so reading stops: the next line can be a `retry` that ends a wait.
        if (waiting.size === 0) stopReading();
      }
    },
  };
}

function echo(line: string): string {
  return `> ${sanitize(line.trim())}`;
}

/** Formats the names of a question and its commands: `q12 #07: fix | skip | abort`. */
function nameLine({ question }: Waiting): string {
  return `  ${nameOf(question)}: ${question.commands.join(" | ")}`;
}
