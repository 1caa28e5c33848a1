// What a run with several lanes would do from now on, as data for reports.
import type { IssueId } from "./plan.ts";

export interface PlannedSchedule {
  /** How many issues are worked on at the same time. */
  readonly lanes: number;
  /** By start. */
  readonly issues: readonly ScheduledIssue[];
  /** Issues that would be skipped, since they depend on skipped ones or their phase was skipped. */
  readonly skips: readonly { readonly issue: IssueId; readonly reason: string }[];
  /** Which of these issues are kept apart while something else can start. */
  readonly conflicts: readonly FileConflict[];
}

/** When an issue would be worked on, and in which lane. Times count from now, in units of one issue's work. */
export interface ScheduledIssue {
  readonly issue: IssueId;
  readonly lane: string;
  readonly start: number;
  readonly end: number;
}

/** Issues that could be worked on at the same time, and are likely to touch the same files. */
export interface FileConflict {
  /** At least two, in plan order. */
  readonly issues: readonly IssueId[];
  /** Paths of files and folders, and globs, relative to the root of the repository. */
  readonly files: readonly string[];
}
