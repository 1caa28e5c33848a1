import { isFact, type Stamped } from "../../../engine/model/events.ts";
import type { IssueId } from "../../../engine/model/plan.ts";
import type { TransientEvent } from "../../../engine/model/transient-events.ts";

type WaitingEvent = Extract<TransientEvent, { readonly type: "waiting" }>;

/** What an issue, or the run where `issue` is undefined, waits for at present. */
export type Wait = Pick<WaitingEvent, "issue" | "reason" | "until" | "commands">;

/**
 * Returns the waits after an event, at most one an issue. A fact ends the wait of the issue it belongs to, and that of
 * the run.
 */
export function waitsAfter(waits: readonly Wait[], event: Stamped, issue: IssueId | undefined): readonly Wait[] {
  const others = waits.filter((wait) => wait.issue !== issue);
  if (isFact(event)) return others.filter((wait) => wait.issue !== undefined);
  if (event.type === "retrying") return issue === undefined ? [] : others;
  if (event.type !== "waiting") return waits;
  const { reason, until, commands } = event;
  return [...others, { issue, reason, until, commands }];
}

/**
 * Whether a wait is the one that was shown last. A poll is the same while its reason is, the wait for a rate limit only
 * while the time of its next try is.
 */
export function isKnown(waits: readonly Wait[], { issue, reason, until, commands }: Wait): boolean {
  const known = waits.find((wait) => wait.issue === issue);
  return known?.reason === reason && (commands.length === 0 || known.until === until);
}

/** @param named whether to name the issue in the word that ends the wait */
export function waitText({ issue, reason, until, commands }: Wait, named: boolean): string {
  const word = named && issue !== undefined ? `${issue} retry` : "retry";
  return `${reason}: next try ${until}${commands.includes("retry") ? `, or at once: ${word}` : ""}`;
}
