import type { EndReason } from "../../engine/model/facts.ts";
import type { Stamped } from "../../engine/model/events.ts";
import type { Command, Question } from "../../engine/model/stop.ts";
import { headline } from "../../engine/questions/stop-words.ts";
import { openAfter } from "../../state/progress/open-questions.ts";

/** The JSON body that is sent to a webhook. */
export interface Notice {
  /** The whole notice as text. Chat services expect it under this name. */
  readonly text: string;
  readonly event: "question" | "complete" | "ended";
  readonly milestone: string;
  readonly issue?: string | undefined;
  /** The id of a question, by which an answer can name it. */
  readonly question?: string | undefined;
  /** The commands that a question offers. */
  readonly commands?: readonly Command[] | undefined;
  /** How many questions are open, this one included. */
  readonly open?: number | undefined;
  readonly reason?: EndReason | undefined;
  /** Time of the event, ISO 8601. */
  readonly at: string;
}

/**
 * Returns a function that takes every event of a run and returns the notice of a question or of the end of the run;
 * undefined for all other events, and for a question that is only asked again.
 */
export function createNotices(milestone: string): (event: Stamped) => Notice | undefined {
  const told = new Set<string>();
  let open: readonly Question[] = [];
  return (event) => {
    open = openAfter(open, event);
    if (event.type !== "question.asked") return noticeOfEnd(event, milestone);
    const { question } = event;
    if (told.has(question.id)) return undefined;
    told.add(question.id);
    return noticeOfQuestion(question, { milestone, open: open.length, at: event.at });
  };
}

function noticeOfQuestion(
  { id, issue, stop, commands }: Question,
  { milestone, open, at }: { readonly milestone: string; readonly open: number; readonly at: string },
): Notice {
  const isOneOfSeveral = open > 1;
  const subject = [milestone, ...(issue === undefined ? [] : [`#${issue}`]), ...(isOneOfSeveral ? [id] : [])].join(" ");
  const others = isOneOfSeveral ? `; ${open} questions are open` : "";
  const text = `${subject}: ${headline(stop)} (${commands.join(" | ")})${others}`;
  return { text, event: "question", milestone, issue, question: id, commands, open, at };
}

function noticeOfEnd(event: Stamped, milestone: string): Notice | undefined {
  const { at } = event;
  switch (event.type) {
    case "milestone.completed":
      return { text: `${milestone}: complete`, event: "complete", milestone, at };
    case "run.ended":
      return { text: `${milestone}: stopped (${event.reason})`, event: "ended", milestone, reason: event.reason, at };
    default:
      return undefined;
  }
}
