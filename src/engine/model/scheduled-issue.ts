import type { IssueId } from "./plan.ts";

/** When an issue would be worked on, and in which lane. Times count from now, in units of one issue's work. */
export interface ScheduledIssue {
  readonly issue: IssueId;
  readonly lane: string;
  readonly start: number;
  readonly end: number;
}
