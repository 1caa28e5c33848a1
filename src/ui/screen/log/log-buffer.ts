// The last lines of every issue's log, kept outside React: a flood of lines costs a few redraws a second, not one each.
// Whole logs are on the disk; this is what one can scroll through.
import type { LogSource } from "../../../engine/model/transient-events.ts";
import type { IssueId } from "../../../engine/model/plan.ts";
import type { LogFilter } from "./log-filter.ts";
import { Ring } from "./log-ring.ts";
import { paced } from "./paced.ts";

export type LogKind = "message" | "thought" | "tool" | "output" | "heading" | "good" | "warning" | "bad" | "note";

export interface NewLines {
  readonly kind: LogKind;
  readonly source: LogSource;
  /** One line, or several that came at once. */
  readonly text: string;
  /** Lines with the same key replace one another: a tool call that goes on. */
  readonly key?: string | undefined;
}

export interface LogLine extends NewLines {
  /** One line. */
  readonly text: string;
  /** Position in the issue's log, from 0; goes on counting when old lines are dropped. */
  readonly number: number;
}

/** The key of an issue's log; `undefined` is the run's own. */
export type LogKey = IssueId | undefined;

export interface LogLimits {
  readonly linesPerLog: number;
  /** Over all logs; the log not written to for longest gives way. */
  readonly linesInAll: number;
  readonly columns: number;
  readonly noticeMs: number;
}

const LIMITS: LogLimits = { linesPerLog: 5_000, linesInAll: 50_000, columns: 2_000, noticeMs: 50 };
const NO_LINES: readonly LogLine[] = [];

export class LogBuffer {
  readonly #limits: LogLimits;
  readonly #logs = new Map<LogKey, Ring>();
  readonly #listeners = new Set<() => void>();
  readonly #notice: ReturnType<typeof paced>;
  #total = 0;
  #version = 0;

  constructor(limits: Partial<LogLimits> = {}) {
    this.#limits = { ...LIMITS, ...limits };
    this.#notice = paced(this.#limits.noticeMs, () => {
      this.#version += 1;
      for (const listener of this.#listeners) listener();
    });
  }

  push(log: LogKey, lines: NewLines): void {
    const ring = this.#logs.get(log) ?? new Ring(this.#limits);
    // Set again, so that the map's order is the order of last writing.
    this.#logs.delete(log);
    this.#logs.set(log, ring);
    this.#total += ring.push(lines);
    if (this.#total > this.#limits.linesInAll) this.#dropOldestLog(log);
    this.#notice.call();
  }

  /** The lines of a log that pass, oldest first. The same array until something changed. */
  lines(log: LogKey, filter: LogFilter = "all"): readonly LogLine[] {
    return this.#logs.get(log)?.lines(filter) ?? NO_LINES;
  }

  /** How many lines were ever written to the log. */
  written(log: LogKey): number {
    return this.#logs.get(log)?.written ?? 0;
  }

  /** Changes with every notice; for `useSyncExternalStore`. */
  readonly version = (): number => this.#version;

  /** Told at once after a silence, and then at most once per `noticeMs`. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  close(): void {
    this.#notice.cancel();
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
