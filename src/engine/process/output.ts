// What a process prints, in bounded memory: the first bytes whole, every line once, the last lines again.
import { StringDecoder } from "node:string_decoder";

/** Longer lines are cut. */
export const LINE_LIMIT = 16 * 1024;
const TAIL_LINES = 200;
const TAIL_LENGTH = 64 * 1024;

/** Makes complete lines of chunks, which may end anywhere, also within a character. */
export function lineReader(onLine: (line: string) => void): { write(chunk: Buffer): void; end(): void } {
  const decoder = new StringDecoder("utf8");
  let partial = "";
  const keep = (text: string) => {
    if (partial.length < LINE_LIMIT) partial += text.length > LINE_LIMIT ? text.slice(0, LINE_LIMIT) : text;
  };
  const finish = () => {
    onLine(partial.length > LINE_LIMIT ? cut(partial) : partial.endsWith("\r") ? partial.slice(0, -1) : partial);
    partial = "";
  };
  return {
    write(chunk) {
      const text = decoder.write(chunk);
      let start = 0;
      for (let end = text.indexOf("\n"); end !== -1; end = text.indexOf("\n", start)) {
        keep(text.slice(start, end));
        finish();
        start = end + 1;
      }
      keep(text.slice(start));
    },
    end() {
      keep(decoder.end());
      if (partial !== "") finish();
    },
  };
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
export function tailKeeper(): { add(line: string): void; text(): string } {
  let lines: string[] = [];
  let length = 0;
  const text = () => {
    const joined = lines.slice(-TAIL_LINES).join("\n");
    return joined.length > TAIL_LENGTH ? joined.slice(-TAIL_LENGTH).toWellFormed() : joined;
  };
  return {
    add(line) {
      lines.push(line);
      length += line.length;
      if (lines.length < 2 * TAIL_LINES && length < 2 * TAIL_LENGTH) return;
      lines = text().split("\n");
      length = lines.reduce((sum, { length }) => sum + length, 0);
    },
    text,
  };
}

function cut(line: string): string {
  return line.slice(0, LINE_LIMIT).toWellFormed();
}
