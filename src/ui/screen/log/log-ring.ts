import type { LogLimits, LogLine, NewLines } from "./log-buffer.ts";
import { passes } from "./log-filter.ts";
import type { LogFilter } from "./log-filter.ts";

/** Text that nobody has looked at yet is kept as it came, up to so many characters: of a flood little is ever shown. */
const UNSEEN = 1024 * 1024;

/** The last lines of one log. */
export class Ring {
  readonly #capacity: number;
  readonly #columns: number;
  readonly #keyed = new Map<string, number>();
  #lines: LogLine[] = [];
  #unseen: { readonly lines: NewLines; readonly count: number }[] = [];
  #unseenLines = 0;
  #unseenLength = 0;
  #shown: { readonly filter: LogFilter; readonly lines: readonly LogLine[] } | undefined;
  written = 0;

  constructor({ linesPerLog, columns }: Pick<LogLimits, "linesPerLog" | "columns">) {
    this.#capacity = linesPerLog;
    this.#columns = columns;
  }

  /** Returns by how many lines it grew. */
  push(lines: NewLines): number {
    this.#shown = undefined;
    if (lines.key !== undefined) this.#see();
    const index = lines.key === undefined ? undefined : this.#indexOf(lines.key);
    if (index !== undefined) {
      this.#lines[index % this.#capacity] = { ...this.#cut(lines), number: index };
      return 0;
    }
    const before = this.written;
    this.#wait(lines);
    if (lines.key !== undefined) this.#remember(lines.key, before);
    return Math.min(this.written, this.#capacity) - Math.min(before, this.#capacity);
  }

  lines(filter: LogFilter): readonly LogLine[] {
    if (this.#shown?.filter === filter) return this.#shown.lines;
    this.#see();
    const start = this.written > this.#capacity ? this.written % this.#capacity : 0;
    const inOrder = start === 0 ? this.#lines.slice() : [...this.#lines.slice(start), ...this.#lines.slice(0, start)];
    const lines = filter === "all" ? inOrder : inOrder.filter((line) => passes(line, filter));
    this.#shown = { filter, lines };
    return lines;
  }

  /** Returns how many lines it let go. */
  clear(): number {
    this.#see();
    const count = this.#lines.length;
    this.#lines = [];
    return count;
  }

  #wait(lines: NewLines): void {
    const count = lineCount(lines.text);
    this.#unseen.push({ lines, count });
    this.#unseenLines += count;
    this.#unseenLength += lines.text.length;
    this.written += count;
    for (
      let [first] = this.#unseen;
      first !== undefined && this.#unseenLines - first.count >= this.#capacity;
      [first] = this.#unseen
    ) {
      this.#unseen.shift();
      this.#unseenLines -= first.count;
      this.#unseenLength -= first.lines.text.length;
    }
    if (this.#unseenLength > UNSEEN) this.#see();
  }

  #see(): void {
    let number = this.written - this.#unseenLines;
    for (const { lines, count } of this.#unseen) {
      const texts = count === 1 ? [lines.text] : lines.text.split("\n");
      for (const text of texts) {
        this.#lines[number % this.#capacity] = { ...this.#cut({ ...lines, text }), number };
        number += 1;
      }
    }
    this.#unseen = [];
    this.#unseenLines = 0;
    this.#unseenLength = 0;
  }

  #cut(line: NewLines): NewLines {
    if (line.text.length <= this.#columns) return line;
    // A copy: a part of a string holds on to the whole.
    return { ...line, text: `${Buffer.from(line.text.slice(0, this.#columns)).toString()}…` };
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

function lineCount(text: string): number {
  let count = 1;
  for (let end = text.indexOf("\n"); end !== -1; end = text.indexOf("\n", end + 1)) count += 1;
  return count;
}
