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
  /** Ids of the questions that were open when this process began, until they are asked again. */
  const leftOpen = new Set(ledger.progress.questions.map(({ id }) => id));

  async function ask(draft: QuestionDraft, until: AbortSignal): Promise<Command> {
    const { question } = await ledger.record({ type: "question.asked", question: draft });
    const { id, commands, stop } = question;
    try {
      const command = await decider.answer(question, until);
      if (!commands.includes(command))
        throw new MilestoneError("usage", `"${command}" is not on offer: ${commands.join(", ")}`);
      await ledger.record({ type: "question.answered", id, command, by: decider.by });
      if (command === "abort") throw new RunEnded(stop.kind === qualityGate.kind ? "gate-refused" : "aborted");
      return command;
    } catch (error) {
      if (error instanceof RunEnded) onEnd(error);
      else if (until.aborted && error === until.reason && !signal.aborted)
        await ledger.record({ type: "question.withdrawn", id });
      throw error;
    }
  }

  /** Drafts the question about a stop. A question that a restart left open keeps its id. */
  function draftOf(stop: Stop, issue: IssueId | undefined): QuestionDraft {
    const open = ledger.progress.questions.find(
      (question) => leftOpen.has(question.id) && question.issue === issue && question.stop.kind === stop.kind,
    );
    const commands = commandsFor(stop, issue === undefined ? "run" : "issue");
    return claimed({ id: open?.id, issue, stop, commands, askedAt: now().toISOString() });
  }

  /** No other draft gets the id of this one. */
  function claimed(draft: QuestionDraft): QuestionDraft {
    if (draft.id !== undefined) leftOpen.delete(draft.id);
    return draft;
  }

  return {
    ask: (stop, issue) => ask(draftOf(stop, issue), signal),
    askAgain: (question) => ask(claimed(question), signal),
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
