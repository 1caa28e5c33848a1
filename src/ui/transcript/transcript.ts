import { isFact, type Stamped } from "../../engine/model/events.ts";
import type { Fact } from "../../engine/model/facts.ts";
import type { Progress } from "../../engine/model/progress.ts";
import type { TransientEvent } from "../../engine/model/transient-events.ts";
import { reduce } from "../../state/progress/reduce.ts";
import { factLines } from "./fact-lines.ts";
import type { Memory } from "./memory.ts";

export function beginTranscript(progress: Progress, verbose: boolean): Memory {
  return { progress, verbose, continuing: false, retrying: undefined, waitingFor: undefined };
}

/** Returns the lines of an event. An empty string is a paragraph break; several of them in a row count as one. */
export function transcribe(
  memory: Memory,
  event: Stamped,
): { readonly memory: Memory; readonly lines: readonly string[] } {
  if (!isFact(event)) {
    return {
      memory: { ...memory, waitingFor: waitAfter(event, memory.waitingFor) },
      lines: transientLines(memory, event),
    };
  }
  const progress = reduce(memory.progress, event);
  return { memory: remember(memory, event, progress), lines: factLines(memory, event, progress) };
}

function remember(memory: Memory, fact: Fact, progress: Progress): Memory {
  const next = { ...memory, progress, waitingFor: undefined };
  switch (fact.type) {
    case "reconciled":
      return { ...next, continuing: true };
    case "issue.started":
    case "issue.resumed":
    case "phase.approved":
      return { ...next, continuing: false };
    case "question.answered": {
      const kind = memory.progress.questions.find(({ id }) => id === fact.id)?.stop.kind;
      return { ...next, retrying: fact.command === "retry" ? kind : undefined };
    }
    case "step.finished":
      return { ...next, retrying: undefined };
    default:
      return next;
  }
}

function transientLines({ verbose, waitingFor }: Memory, event: TransientEvent): readonly string[] {
  switch (event.type) {
    case "notice":
      return [`⚠️ ${event.text}`];
    case "explained":
      return verbose ? [`  · ${event.text}`] : [];
    case "waiting":
      return waitAfter(event, waitingFor) === waitingFor ? [] : [waitLine(event)];
    case "retrying":
      return ["> retry", "", "🔄 Retrying..."];
    case "log":
    case "activity":
      return [];
  }
}

function waitLine({ reason, until, commands }: Extract<TransientEvent, { type: "waiting" }>): string {
  return `⏳ ${reason}: next try ${until}${commands.includes("retry") ? ", or at once: retry" : ""}`;
}

/**
 * Returns a key for the wait after an event, so that each wait is printed once. A poll is identified by its reason, the
 * wait for a rate limit also by the time of its next try.
 */
function waitAfter(event: TransientEvent, before: string | undefined): string | undefined {
  if (event.type === "retrying") return undefined;
  if (event.type !== "waiting") return before;
  return event.commands.length === 0 ? event.reason : `${event.reason} ${event.until}`;
}
