// The last lines of every log, kept outside React, so that a flood of lines causes a few redraws a second instead of
// one per line. The whole logs are on the disk; the screen scrolls through these lines only.
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
