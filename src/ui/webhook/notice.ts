import type { EndReason } from "../../engine/model/facts.ts";
import type { Stamped } from "../../engine/model/events.ts";
import type { Command } from "../../engine/model/stop.ts";
import { headline } from "../../engine/questions/stop-words.ts";

/** What a webhook is told, as JSON. `text` alone says all of it, and is the name under which chats expect it. */
export interface Notice {
  readonly text: string;
  readonly event: "question" | "complete" | "ended";
  readonly milestone: string;
  readonly issue?: string | undefined;
  /** What may be answered. */
  readonly commands?: readonly Command[] | undefined;
  readonly reason?: EndReason | undefined;
  readonly at: string;
}

/** What calls for a person: a question, and the end of the run. Undefined for everything else. */
export function noticeOf(event: Stamped, milestone: string): Notice | undefined {
  const { at } = event;
  switch (event.type) {
    case "question.asked": {
      const { issue, stop, commands } = event.question;
      const what = headline(stop);
      return {
        text: `${milestone}${issue === undefined ? "" : ` #${issue}`}: ${what} (${commands.join(" | ")})`,
        event: "question",
        milestone,
        issue,
        commands,
        at,
      };
    }
    case "milestone.completed":
      return { text: `${milestone}: complete`, event: "complete", milestone, at };
    case "run.ended":
      return { text: `${milestone}: stopped (${event.reason})`, event: "ended", milestone, reason: event.reason, at };
    default:
      return undefined;
  }
}
