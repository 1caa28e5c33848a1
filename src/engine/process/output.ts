// What a process prints, in bounded memory: the first bytes whole, every line once, the last lines again. Lines are told by
// the chunk: millions of short ones cost no more than the bytes they are.
import type { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";

/** Longer lines are cut. */
export const LINE_LIMIT = 16 * 1024;
const TAIL_LINES = 200;
const TAIL_LENGTH = 64 * 1024;

/** Makes complete lines of chunks, which may end anywhere, also within a character. All that a chunk completes is told at once. */
export function lineReader(onLines: (text: string) => void): { write(chunk: Buffer): void; end(): void } {
  const decoder = new StringDecoder("utf8");
  let partial = "";
  return {
    write(chunk) {
      const text = decoder.write(chunk);
      const end = text.lastIndexOf("\n");
      if (end !== -1) {
        onLines(tidy(partial === "" ? text.slice(0, end) : partial + text.slice(0, end)));
        partial = "";
      }
      // One more than is kept tells a line that is too long from one that is not.
      if (partial.length <= LINE_LIMIT) partial += text.slice(end + 1, end + 2 + LINE_LIMIT);
    },
    end() {
      const text = partial + decoder.end();
      partial = "";
      if (text !== "") onLines(tidy(text));
    },
  };
}

/**
 * Takes one chunk a turn, so that keys and timers have theirs, and none while there is no room: what was not read stays in
 * the pipe, and whoever writes to it waits.
 */
export function readInTurns(source: Readable | null, drained: () => Promise<void> | undefined): void {
  source?.on("data", () => {
    source.pause();
    void Promise.resolve(drained()).then(() => setImmediate(() => source.resume()));
  });
}

/** The first `limit` bytes. */
export function headKeeper(limit: number): { write(chunk: Buffer): void; text(): string; readonly truncated: boolean } {
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

/** The last lines: at most 200, and 64 KiB. */
export function tailKeeper(): { add(text: string): void; text(): string } {
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

/** Without the carriage returns of line ends, and with long lines cut. */
function tidy(text: string): string {
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
