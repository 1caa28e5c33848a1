// Keeps the output of a process in bounded memory: the first bytes whole, every line once, and the last lines again.
// Complete lines are passed on one chunk at a time, so that millions of short lines cost no more than their bytes.
import type { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";

/** Characters; longer lines are cut. */
export const LINE_LIMIT = 16 * 1024;
const TAIL_LINES = 200;
const TAIL_LENGTH = 64 * 1024;

/**
 * Assembles complete lines from chunks, which may end anywhere, also within a character.
 * @param onLines gets all lines that a chunk completes in one call, joined by line feeds
 */
export function lineReader(onLines: (text: string) => void): { write(chunk: Buffer): void; end(): void } {
  const decoder = new StringDecoder("utf8");
  let partial = "";
  return {
    write(chunk) {
      const text = decoder.write(chunk);
      const end = text.lastIndexOf("\n");
      if (end !== -1) {
        onLines(normalizeLines(partial === "" ? text.slice(0, end) : partial + text.slice(0, end)));
        partial = "";
      }
      // One character more than the limit, so that a line that is too long is recognized.
      if (partial.length <= LINE_LIMIT) partial += text.slice(end + 1, end + 2 + LINE_LIMIT);
    },
    end() {
      const text = partial + decoder.end();
      partial = "";
      if (text !== "") onLines(normalizeLines(text));
    },
  };
}

/**
 * Reads one chunk per turn of the event loop, so that keys and timers are handled in between, and none until `drained`
 * settles. Unread output stays in the pipe, where the writing process waits.
 */
export function applyBackpressure(source: Readable | null, drained: () => Promise<void> | undefined): void {
  source?.on("data", () => {
    source.pause();
    void Promise.resolve(drained()).then(() => setImmediate(() => source.resume()));
  });
}

/** Keeps the first `limit` bytes. */
export function headBuffer(limit: number): { write(chunk: Buffer): void; text(): string; readonly truncated: boolean } {
  const chunks: Buffer[] = [];
  let size = 0;
  let truncated = false;
  return {
    write(chunk) {
      const kept = chunk.length > limit - size ? chunk.subarray(0, limit - size) : chunk;
      if (kept.length < chunk.length) truncated = true;
      if (kept.length > 0) chunks.push(kept);
      size += kept.length;
    },
    text() {
      const decoder = new StringDecoder("utf8");
      const text = decoder.write(Buffer.concat(chunks));
      // A character that the limit cut in two is left out.
      return truncated ? text : text + decoder.end();
    },
    get truncated() {
      return truncated;
    },
  };
}

/** Keeps the last lines: at most 200, and at most 64 KiB. */
export function tailBuffer(): { add(text: string): void; text(): string } {
  let texts: string[] = [];
  let length = 0;
  const text = () => {
    const end = texts.join("\n").slice(-TAIL_LENGTH).toWellFormed();
    return end.split("\n").slice(-TAIL_LINES).join("\n");
  };
  return {
    add(added) {
      texts.push(added);
      length += added.length;
      if (texts.length < 4 * TAIL_LINES && length < 4 * TAIL_LENGTH) return;
      texts = [text()];
      length = 0;
    },
    text,
  };
}

/** Removes carriage returns at line ends, and cuts long lines. */
function normalizeLines(text: string): string {
  const lines = text.includes("\r") ? text.replaceAll("\r\n", "\n").replace(/\r$/, "") : text;
  return lines.length > LINE_LIMIT ? withLinesCut(lines) : lines;
}

function withLinesCut(text: string): string {
  let kept = "";
  let from = 0;
  for (let start = 0; text.length - start > LINE_LIMIT;) {
    const end = text.lastIndexOf("\n", start + LINE_LIMIT);
    if (end >= start) {
      start = end + 1;
      continue;
    }
    kept += text.slice(from, start) + text.slice(start, start + LINE_LIMIT).toWellFormed();
    const next = text.indexOf("\n", start + LINE_LIMIT);
    if (next === -1) return kept;
    from = next;
    start = next + 1;
  }
  return kept + text.slice(from);
}
