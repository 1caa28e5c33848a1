// The last lines of every log, kept outside React, so that a flood of lines causes a few redraws a second instead of
// one per line. The whole logs are on the disk; the screen scrolls through these lines only.
import type { LogSource } from "../../../engine/model/transient-events.ts";
import type { IssueId } from "../../../engine/model/plan.ts";
import type { LogFilter } from "./log-filter.ts";
import { LogRing } from "./log-ring.ts";
import { throttle } from "./throttle.ts";

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
  /** Position in the log, from 0. Dropped lines count. */
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

const LIMITS: LogLimits = { linesPerLog: 5_000, linesInAll: 50_000, columns: 2_000, notifyMs: 50 };
const NO_LINES: readonly LogLine[] = [];

export class LogBuffer {
  readonly #limits: LogLimits;
  readonly #logs = new Map<LogKey, LogRing>();
  readonly #listeners = new Set<() => void>();
  readonly #notify: ReturnType<typeof throttle>;
  #total = 0;
  #version = 0;

  constructor(limits: Partial<LogLimits> = {}) {
    this.#limits = { ...LIMITS, ...limits };
    this.#notify = throttle(this.#limits.notifyMs, () => {
      this.#version += 1;
      for (const listener of this.#listeners) listener();
    });
  }

  push(log: LogKey, lines: NewLines): void {
    const ring = this.#logs.get(log) ?? new LogRing(this.#limits);
    // Deleted and set again, so that the map is ordered by the time of the last write.
    this.#logs.delete(log);
    this.#logs.set(log, ring);
    this.#total += ring.push(lines);
    if (this.#total > this.#limits.linesInAll) this.#dropOldestLog(log);
    this.#notify.call();
  }

  /** Returns the lines of a log that pass the filter, oldest first. The array stays the same until the log changes. */
  lines(log: LogKey, filter: LogFilter = "all"): readonly LogLine[] {
    return this.#logs.get(log)?.lines(filter) ?? NO_LINES;
  }

  /** Returns how many lines were written to the log, dropped ones included. */
  written(log: LogKey): number {
    return this.#logs.get(log)?.written ?? 0;
  }

  /** Returns a number that changes with every notification, for `useSyncExternalStore`. */
  readonly version = (): number => this.#version;

  /** Adds a listener. It is called immediately after an idle period, and then at most once per `notifyMs`. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  close(): void {
    this.#notify.cancel();
    this.#listeners.clear();
  }

  #dropOldestLog(written: LogKey): void {
    for (const [key, ring] of this.#logs) {
      if (key === written) continue;
      this.#total -= ring.clear();
      this.#logs.delete(key);
      return;
    }
  }
}
