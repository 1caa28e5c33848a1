// The last lines of every issue's log, kept outside React: a flood of lines costs a few redraws a second, not one each.
// Whole logs are on the disk; this is what one can scroll through.
import type { LogSource } from "../../engine/events.ts";
import type { IssueId } from "../../engine/plan/plan.ts";
import { passes } from "./log-filter.ts";
import type { LogFilter } from "./log-filter.ts";
import { paced } from "./paced.ts";

export type LogKind = "message" | "thought" | "tool" | "output" | "heading" | "good" | "warning" | "bad" | "note";

export interface NewLine {
  readonly kind: LogKind;
  readonly source: LogSource;
  readonly text: string;
  /** Lines with the same key replace one another: a tool call that goes on. */
  readonly key?: string | undefined;
}

export interface LogLine extends NewLine {
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

  push(log: LogKey, line: NewLine): void {
    const ring = this.#logs.get(log) ?? new Ring(this.#limits.linesPerLog);
    // Set again, so that the map's order is the order of last writing.
    this.#logs.delete(log);
    this.#logs.set(log, ring);
    const { columns } = this.#limits;
    this.#total += ring.push(line.text.length > columns ? { ...line, text: `${line.text.slice(0, columns)}…` } : line);
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

class Ring {
  readonly #capacity: number;
  readonly #keyed = new Map<string, number>();
  #lines: LogLine[] = [];
  #shown: { readonly filter: LogFilter; readonly lines: readonly LogLine[] } | undefined;
  written = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Returns by how many lines it grew. */
  push(line: NewLine): number {
    this.#shown = undefined;
    const index = line.key === undefined ? undefined : this.#indexOf(line.key);
    if (index !== undefined) {
      this.#lines[index % this.#capacity] = { ...line, number: index };
      return 0;
    }
    const number = this.written;
    this.written += 1;
    this.#lines[number % this.#capacity] = { ...line, number };
    if (line.key !== undefined) this.#remember(line.key, number);
    return number < this.#capacity ? 1 : 0;
  }

  lines(filter: LogFilter): readonly LogLine[] {
    if (this.#shown?.filter === filter) return this.#shown.lines;
    const start = this.written > this.#capacity ? this.written % this.#capacity : 0;
    const inOrder = start === 0 ? this.#lines.slice() : [...this.#lines.slice(start), ...this.#lines.slice(0, start)];
    const lines = filter === "all" ? inOrder : inOrder.filter((line) => passes(line, filter));
    this.#shown = { filter, lines };
    return lines;
  }

  /** Returns how many lines it let go. */
  clear(): number {
    const count = this.#lines.length;
    this.#lines = [];
    return count;
  }

  #indexOf(key: string): number | undefined {
    const number = this.#keyed.get(key);
    return number !== undefined && number >= this.written - this.#capacity ? number : undefined;
  }

  #remember(key: string, number: number): void {
    this.#keyed.set(key, number);
    const [oldest] = this.#keyed.keys();
    if (this.#keyed.size > this.#capacity && oldest !== undefined) this.#keyed.delete(oldest);
  }
}
