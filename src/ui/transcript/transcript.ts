import { isFact, type Stamped } from "../../engine/model/events.ts";
import type { IssueId } from "../../engine/model/plan.ts";
import type { TransientEvent } from "../../engine/model/transient-events.ts";
import { issueOf } from "../../state/progress/open-questions.ts";
import { factLines } from "./fact-lines.ts";
import { isInterleaved, remember, type Memory } from "./memory/memory.ts";
import { isKnown, waitText } from "./memory/waits.ts";

export interface Transcribed {
  readonly memory: Memory;
  readonly lines: readonly string[];
  /** The issue that each of the lines has to name. */
  readonly issue: IssueId | undefined;
}

/** Returns the lines of an event. An empty string is a paragraph break; several of them in a row count as one. */
export function transcribe(before: Memory, event: Stamped): Transcribed {
  const memory = remember(before, event);
  const isNamed = isInterleaved(before) || isInterleaved(memory);
  return {
    memory,
    lines: isFact(event) ? factLines(before, event, memory) : transientLines(before, event),
    issue: isNamed ? issueOf(event, before.open) : undefined,
  };
}

function transientLines(memory: Memory, event: TransientEvent): readonly string[] {
  switch (event.type) {
    case "notice":
      return [`⚠️ ${event.text}`];
    case "explained":
      return memory.verbose ? [`  · ${event.text}`] : [];
    case "waiting":
      return isKnown(memory.waits, event) ? [] : [`⏳ ${waitText(event, isInterleaved(memory))}`];
    case "retrying":
      return ["> retry", "", "🔄 Retrying..."];
    case "log":
    case "activity":
      return [];
  }
}
