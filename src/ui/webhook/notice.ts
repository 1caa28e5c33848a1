import type { EndReason } from "../../engine/model/facts.ts";
import type { Stamped } from "../../engine/model/events.ts";
import type { Command } from "../../engine/model/stop.ts";
import { headline } from "../../engine/questions/stop-words.ts";

/** The JSON body that is sent to a webhook. */
export interface Notice {
  /** The whole notice as text. Chat services expect it under this name. */
  readonly text: string;
  readonly event: "question" | "complete" | "ended";
  readonly milestone: string;
  readonly issue?: string | undefined;
  /** The commands that a question offers. */
  readonly commands?: readonly Command[] | undefined;
  readonly reason?: EndReason | undefined;
  /** Time of the event, ISO 8601. */
  readonly at: string;
}

/** Returns the notice of a question or of the end of a run; undefined for all other events. */
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
