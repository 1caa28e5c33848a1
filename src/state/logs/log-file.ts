import { appendFile, stat } from "node:fs/promises";

/**
 * Bytes after which a log takes no more of what agents and checks print: a flood must not fill the disk. Room for six million
 * lines of everyday length; 3,000,000 are promised to be there, and to be searched within a second.
 */
const LIMIT = 1024 * 1024 * 1024;

/** One log on the disk. Calls of `append` must not overlap. */
export interface LogFile {
  /** Set once it is as long as a log may be; what it is given then should be what cannot be done without. */
  readonly isFull: boolean;
  /** Never rejects: a log is no record, and the run goes on without it. The journal notices a full disk and says so. */
  append(text: string): Promise<void>;
}

export function createLogFile(path: string, limit = LIMIT): LogFile {
  let size: number | undefined;
  let isFull = false;
  return {
    get isFull() {
      return isFull;
    },
    async append(text) {
      size ??= await stat(path).then(
        (found) => found.size,
        () => 0,
      );
      const bytes = Buffer.from(text);
      const fills = size <= limit && size + bytes.length > limit;
      size += bytes.length;
      isFull = size > limit;
      const note = fills
        ? `(this log has reached its ${Math.round(limit / 1024 / 1024)} MiB: from here on it holds the program's own words only)\n`
        : "";
      await appendFile(path, note === "" ? bytes : Buffer.concat([bytes, Buffer.from(note)]), { mode: 0o600 }).catch(
        () => {},
      );
    },
  };
}
