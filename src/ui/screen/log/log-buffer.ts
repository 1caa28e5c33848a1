// The last lines of every log, kept outside React, so that a flood of lines causes a few redraws a second instead of
// one per line. The whole logs are on the disk; the screen scrolls through these lines only.
import { passes } from "./log-filter.ts";
import type { LogFilter } from "./log-filter.ts";
import { LogRing } from "./log-ring.ts";
import { throttle } from "./throttle.ts";
import type { NewLines, LogLine, LogKey, LogLimits } from "./log-entry.ts";

const LIMITS: LogLimits = { linesPerLog: 5_000, linesInAll: 50_000, columns: 2_000, notifyMs: 50 };
const NO_LINES: readonly LogLine[] = [];

export class LogBuffer {
  readonly #limits: LogLimits;
  readonly #logs = new Map<LogKey, LogRing>();
  readonly #listeners = new Set<() => void>();
  readonly #notify: ReturnType<typeof throttle>;
  #all: { readonly filter: LogFilter; readonly lines: readonly LogLine[] } | undefined;
  #total = 0;
  #written = 0;
  #version = 0;

  constructor(limits: Partial<LogLimits> = {}) {
    this.#limits = { ...LIMITS, ...limits };
    this.#notify = throttle(this.#limits.notifyMs, () => {
      this.#version += 1;
      for (const listener of this.#listeners) listener();
    });
  }

  push(log: LogKey, lines: NewLines): void {
    const ring = this.#logs.get(log) ?? new LogRing(log, this.#limits);
    // Deleted and set again, so that the map is ordered by the time of the last write.
    this.#logs.delete(log);
    this.#logs.set(log, ring);
    const { added, grown } = ring.push(lines, this.#written);
    this.#written += added;
    this.#total += grown;
    this.#all = undefined;
    if (this.#total > this.#limits.linesInAll) this.#dropOldestLog(log);
    this.#notify.call();
  }

  /** Returns the lines of a log that pass the filter, oldest first. The array stays the same until the log changes. */
  lines(log: LogKey, filter: LogFilter = "all"): readonly LogLine[] {
    return this.#logs.get(log)?.lines(filter) ?? NO_LINES;
  }

  /**
   * Returns those of the last lines of all logs that pass the filter, in the order in which they were written; as many
   * as one log keeps. They are the lines of the single logs, so that no line is kept twice. The array stays the same
   * until a log changes.
   */
  allLines(filter: LogFilter = "all"): readonly LogLine[] {
    if (this.#all?.filter !== filter) this.#all = { filter, lines: this.#lastLines(filter) };
    return this.#all.lines;
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

  /** Lines are numbered without gaps over all logs, so each one's place follows from its number. */
  #lastLines(filter: LogFilter): readonly LogLine[] {
    const first = Math.max(0, this.#written - this.#limits.linesPerLog);
    const places: (LogLine | undefined)[] = Array.from({ length: this.#written - first });
    for (const ring of this.#logs.values()) {
      const lines = ring.last < first ? NO_LINES : ring.lines("all");
      for (let at = lines.length - 1, line = lines[at]; line !== undefined && line.number >= first; line = lines[at]) {
        places[line.number - first] = line;
        at -= 1;
      }
    }
    // Numbers are missing where a log was dropped.
    const lines = places.filter((line) => line !== undefined);
    return filter === "all" ? lines : lines.filter((line) => passes(line, filter));
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
