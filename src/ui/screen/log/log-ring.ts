import type { LogLimits, LogLine, NewLines } from "./log-entry.ts";
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
  readonly #keyed = new Map<string, number>();
  #lines: LogLine[] = [];
  #pending: { readonly lines: NewLines; readonly count: number }[] = [];
  #pendingLines = 0;
  #pendingLength = 0;
  #filtered: { readonly filter: LogFilter; readonly lines: readonly LogLine[] } | undefined;
  /** How many lines were ever pushed. */
  written = 0;

  constructor({ linesPerLog, columns }: Pick<LogLimits, "linesPerLog" | "columns">) {
    this.#capacity = linesPerLog;
    this.#columns = columns;
  }

  /** Returns by how many lines the ring grew. */
  push(lines: NewLines): number {
    this.#filtered = undefined;
    if (lines.key !== undefined) this.#flush();
    const index = lines.key === undefined ? undefined : this.#indexOf(lines.key);
    if (index !== undefined) {
      this.#lines[index % this.#capacity] = { ...this.#cut(lines), number: index };
      return 0;
    }
    const before = this.written;
    this.#append(lines);
    if (lines.key !== undefined) this.#setKey(lines.key, before);
    return Math.min(this.written, this.#capacity) - Math.min(before, this.#capacity);
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

  #append(lines: NewLines): void {
    const count = lineCount(lines.text);
    this.#pending.push({ lines, count });
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
    let number = this.written - this.#pendingLines;
    for (const { lines, count } of this.#pending) {
      const texts = count === 1 ? [lines.text] : lines.text.split("\n");
      for (const text of texts) {
        this.#lines[number % this.#capacity] = { ...this.#cut({ ...lines, text }), number };
        number += 1;
      }
    }
    this.#pending = [];
    this.#pendingLines = 0;
    this.#pendingLength = 0;
  }

  #cut(line: NewLines): NewLines {
    if (line.text.length <= this.#columns) return line;
    // Copied through a buffer, since a slice would keep the whole string in memory.
    return { ...line, text: `${Buffer.from(line.text.slice(0, this.#columns)).toString()}…` };
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
