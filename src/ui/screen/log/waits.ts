// Keeps the waits in progress: at most one of each issue, and one of the run itself.
import type { Stamped } from "../../../engine/model/events.ts";
import type { Command } from "../../../engine/model/stop.ts";
import type { LogKey } from "./log-entry.ts";

export interface Wait {
  /** ISO 8601: when the next try follows. */
  readonly until: string;
  readonly reason: string;
  /** The commands that apply meanwhile. */
  readonly commands: readonly Command[];
}

/** The waits in progress, by issue; undefined is the run itself. */
export type Waits = ReadonlyMap<LogKey, Wait>;

export const NO_WAITS: Waits = new Map();

/** Returns the waits after an event; the same map where it changes none. */
export function waitsAfter(event: Stamped, waits: Waits): Waits {
  if (event.type === "waiting") {
    const { issue, until, reason, commands } = event;
    return new Map(waits).set(issue, { until, reason, commands });
  }
  if (waits.size === 0 || event.type === "log" || event.type === "explained") return waits;
  const left = [...waits].filter(([of, wait]) => !isOver(of, wait, event));
  return left.length === waits.size ? waits : new Map(left);
}

function isOver(of: LogKey, { until }: Wait, event: Stamped): boolean {
  if (event.type === "run.ended" || (event.type === "retrying" && event.issue === undefined)) return true;
  if (of !== undefined) return issueOf(event) === of;
  // The run may wait while issues are worked on, so what happens to one of these does not end its wait before the time.
  if (event.type === "issue.started" || Date.parse(event.at) >= Date.parse(until)) return true;
  return issueOf(event) === undefined && !BESIDE_THE_RUN.has(event.type);
}

/** Events without an issue that say nothing about what the run waits for. */
const BESIDE_THE_RUN: ReadonlySet<Stamped["type"]> = new Set([
  "question.answered",
  "question.withdrawn",
  "lanes.changed",
  "notice",
]);

function issueOf(event: Stamped): LogKey {
  if (event.type === "question.asked") return event.question.issue;
  return "issue" in event ? event.issue : undefined;
}
