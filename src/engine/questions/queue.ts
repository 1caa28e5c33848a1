import { MilestoneError, RunEnded } from "../model/errors.ts";
import type { IssueId } from "../model/plan.ts";
import type { Decider, Ledger } from "../model/ports.ts";
import type { Command, Question, QuestionDraft, Stop } from "../model/stop.ts";
import { commandsFor } from "./catalog.ts";
import { qualityGate } from "./kinds/run/quality-gate.ts";

/**
 * Asks the user about stops. Several questions can be open at once; each has its own id and its own answer. A question
 * and its answer are on the disk before anything follows from them.
 */
export interface QuestionQueue {
  /**
   * Asks about a stop of an issue, or of the run where `issue` is undefined.
   * @throws RunEnded where the answer is `abort`, or no answer can arrive any more
   */
  ask(stop: Stop, issue?: IssueId): Promise<Command>;
  /** Asks an open question again, unchanged and with its id. */
  askAgain(question: Question): Promise<Command>;
  /** Asks until the answer is no longer needed. Resolves with undefined where `needed` is aborted before an answer. */
  askWhile(stop: Stop, issue: IssueId, needed: AbortSignal): Promise<Command | undefined>;
}

export interface QueuePorts {
  readonly ledger: Pick<Ledger, "progress" | "record">;
  readonly decider: Decider;
  readonly now: () => Date;
  /** Aborted when the run is to end. */
  readonly signal: AbortSignal;
  /** Called with the reason where an answer ends the run, since all other work then has to stop. */
  readonly onEnd: (reason: RunEnded) => void;
}

export function createQuestionQueue({ ledger, decider, now, signal, onEnd }: QueuePorts): QuestionQueue {
  /** Ids of the questions that wait for an answer in this process. */
  const waiting = new Set<string>();

  async function ask(question: QuestionDraft, until: AbortSignal): Promise<Command> {
    let { id } = question;
    try {
      const asked = await ledger.record({ type: "question.asked", question });
      const { commands, stop } = asked.question;
      id = asked.question.id;
      waiting.add(id);
      const command = await decider.answer(asked.question, until);
      if (!commands.includes(command))
        throw new MilestoneError("usage", `"${command}" is not on offer: ${commands.join(", ")}`);
      await ledger.record({ type: "question.answered", id, command, by: decider.by });
      if (command === "abort") throw new RunEnded(stop.kind === qualityGate.kind ? "gate-refused" : "aborted");
      return command;
    } catch (error) {
      if (error instanceof RunEnded) onEnd(error);
      else if (id !== undefined && until.aborted && error === until.reason && !signal.aborted)
        await ledger.record({ type: "question.withdrawn", id });
      throw error;
    } finally {
      if (id !== undefined) waiting.delete(id);
    }
  }

  /**
   * Drafts the question about a stop. A question that is open since before a restart, and was not asked again yet,
   * keeps its id.
   */
  function draftOf(stop: Stop, issue: IssueId | undefined): QuestionDraft {
    const open = ledger.progress.questions.find(
      (question) => question.issue === issue && question.stop.kind === stop.kind && !waiting.has(question.id),
    );
    if (open !== undefined) waiting.add(open.id);
    const commands = commandsFor(stop, issue === undefined ? "run" : "issue");
    return { id: open?.id, issue, stop, commands, askedAt: now().toISOString() };
  }

  return {
    ask: (stop, issue) => ask(draftOf(stop, issue), signal),
    askAgain: (question) => ask(question, signal),
    async askWhile(stop, issue, needed) {
      const until = AbortSignal.any([signal, needed]);
      try {
        return await ask(draftOf(stop, issue), until);
      } catch (error) {
        if (!signal.aborted && until.aborted && error === until.reason) return undefined;
        throw error;
      }
    },
  };
}
