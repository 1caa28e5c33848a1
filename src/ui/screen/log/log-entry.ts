import type { LogSource } from "../../../engine/model/transient-events.ts";
import type { IssueId } from "../../../engine/model/plan.ts";

export type LogKind = "message" | "thought" | "tool" | "output" | "heading" | "good" | "warning" | "bad" | "note";

export interface NewLines {
  readonly kind: LogKind;
  readonly source: LogSource;
  /** One line, or several lines that arrived together. */
  readonly text: string;
  /** A line replaces an earlier one with the same key, such as the previous state of a tool call. */
  readonly key?: string | undefined;
}

export interface LogLine extends NewLines {
  /** One line. */
  readonly text: string;
  readonly log: LogKey;
  /** Position among the lines of all logs, from 0, in the order in which they were written. Dropped lines count. */
  readonly number: number;
}

/** The issue of a log; undefined for the log of the run itself. */
export type LogKey = IssueId | undefined;

export interface LogLimits {
  readonly linesPerLog: number;
  /** Limit over all logs together. Above it, the log that was written to least recently is dropped. */
  readonly linesInAll: number;
  /** Length at which a line is cut, in UTF-16 code units. */
  readonly columns: number;
  /** Least time between two notifications, in ms. */
  readonly notifyMs: number;
}
