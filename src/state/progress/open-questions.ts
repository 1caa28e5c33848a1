import type { MilestoneEvent, Stamped } from "../../engine/model/events.ts";
import type { IssueId } from "../../engine/model/plan.ts";
import type { Question } from "../../engine/model/stop.ts";

/**
 * Returns the questions that wait for an answer after an event, oldest first. Those that an earlier run left open are
 * not among them until they are asked again, unlike in `Progress.questions`.
 */
export function openAfter(open: readonly Question[], event: Stamped): readonly Question[] {
  switch (event.type) {
    case "run.started":
      return [];
    case "question.asked":
      return [...open.filter(({ id }) => id !== event.question.id), event.question];
    case "question.answered":
    case "question.withdrawn":
      return open.filter(({ id }) => id !== event.id);
    case "issue.done":
    case "issue.skipped":
      return open.filter(({ issue }) => issue !== event.issue);
    default:
      return open;
  }
}

/**
 * Returns the issue that an event belongs to, undefined for an event of the run.
 * @param open the questions that were open before the event
 */
export function issueOf(event: MilestoneEvent, open: readonly Question[]): IssueId | undefined {
  switch (event.type) {
    case "question.asked":
      return event.question.issue;
    case "question.answered":
    case "question.withdrawn":
      return open.find(({ id }) => id === event.id)?.issue;
    default:
      return "issue" in event ? event.issue : undefined;
  }
}
