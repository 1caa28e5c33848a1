import type { LogKey, LogLimits, LogLine, NewLines } from "./log-entry.ts";
import { passes } from "./log-filter.ts";
import type { LogFilter } from "./log-filter.ts";

/**
 * Appended text is split into lines only when the lines are read, or when more than this many UTF-16 code units are
 * pending: most lines of a flood are dropped without ever being shown.
 */
const MAX_PENDING_LENGTH = 1024 * 1024;

/** The last lines of one log, in a ring buffer. */
export class LogRing {
  readonly #capacity: number;
  readonly #columns: number;
  readonly #log: LogKey;
  readonly #keyed = new Map<string, number>();
  #lines: LogLine[] = [];
  #pending: { readonly lines: NewLines; readonly count: number; readonly number: number }[] = [];
  #pendingLines = 0;
  #pendingLength = 0;
  #filtered: { readonly filter: LogFilter; readonly lines: readonly LogLine[] } | undefined;
  /** How many lines were ever pushed. */
  written = 0;
  /** Number of the line that was pushed last; -1 before the first. */
  last = -1;

  constructor(log: LogKey, { linesPerLog, columns }: Pick<LogLimits, "linesPerLog" | "columns">) {
    this.#log = log;
    this.#capacity = linesPerLog;
    this.#columns = columns;
  }

  /**
   * Adds lines, or replaces the line with the same key in its place. Returns how many lines the log got, and by how
   * many the ring grew.
   * @param number number of the first of these lines
   */
  push(lines: NewLines, number: number): { readonly added: number; readonly grown: number } {
    this.#filtered = undefined;
    if (lines.key !== undefined) this.#flush();
    const index = lines.key === undefined ? undefined : this.#indexOf(lines.key);
    if (index !== undefined) {
      const slot = index % this.#capacity;
      this.#lines[slot] = this.#line(lines, this.#lines[slot]?.number ?? number);
      return { added: 0, grown: 0 };
    }
    const before = this.written;
    this.#append(lines, number);
    if (lines.key !== undefined) this.#setKey(lines.key, before);
    return {
      added: this.written - before,
      grown: Math.min(this.written, this.#capacity) - Math.min(before, this.#capacity),
    };
  }

  lines(filter: LogFilter): readonly LogLine[] {
    if (this.#filtered?.filter === filter) return this.#filtered.lines;
    this.#flush();
    const start = this.written > this.#capacity ? this.written % this.#capacity : 0;
    const inOrder = start === 0 ? this.#lines.slice() : [...this.#lines.slice(start), ...this.#lines.slice(0, start)];
    const lines = filter === "all" ? inOrder : inOrder.filter((line) => passes(line, filter));
    this.#filtered = { filter, lines };
    return lines;
  }

  /** Drops all lines and returns how many they were. */
  clear(): number {
    this.#flush();
    const count = this.#lines.length;
    this.#lines = [];
    return count;
  }

  #append(lines: NewLines, number: number): void {
    const count = lineCount(lines.text);
    this.#pending.push({ lines, count, number });
    this.last = number + count - 1;
    this.#pendingLines += count;
    this.#pendingLength += lines.text.length;
    this.written += count;
    for (
      let [first] = this.#pending;
      first !== undefined && this.#pendingLines - first.count >= this.#capacity;
      [first] = this.#pending
    ) {
      this.#pending.shift();
      this.#pendingLines -= first.count;
      this.#pendingLength -= first.lines.text.length;
    }
    if (this.#pendingLength > MAX_PENDING_LENGTH) this.#flush();
  }

  #flush(): void {
    let index = this.written - this.#pendingLines;
    for (const { lines, count, number } of this.#pending) {
      const texts = count === 1 ? [lines.text] : lines.text.split("\n");
      for (const [offset, text] of texts.entries()) {
        this.#lines[index % this.#capacity] = this.#line({ ...lines, text }, number + offset);
        index += 1;
      }
    }
    this.#pending = [];
    this.#pendingLines = 0;
    this.#pendingLength = 0;
  }

  /** Returns the line as it is kept, cut to the limit of columns. */
  #line({ kind, source, text, key }: NewLines, number: number): LogLine {
    // Copied through a buffer, since a slice would keep the whole string in memory.
    const kept = text.length <= this.#columns ? text : `${Buffer.from(text.slice(0, this.#columns)).toString()}…`;
    return { kind, source, text: kept, key, log: this.#log, number };
  }

  #indexOf(key: string): number | undefined {
    const number = this.#keyed.get(key);
    return number !== undefined && number >= this.written - this.#capacity ? number : undefined;
  }

  #setKey(key: string, number: number): void {
    this.#keyed.set(key, number);
    const [oldest] = this.#keyed.keys();
    if (this.#keyed.size > this.#capacity && oldest !== undefined) this.#keyed.delete(oldest);
  }
}

function lineCount(text: string): number {
  let count = 1;
  for (let end = text.indexOf("\n"); end !== -1; end = text.indexOf("\n", end + 1)) count += 1;
  return count;
}
