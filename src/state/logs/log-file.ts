import { appendFile, stat } from "node:fs/promises";

/**
 * Size of a log in bytes beyond which the output of agents and checks is dropped, so that a flood cannot fill the disk.
 * It holds about six million lines of usual length; 3,000,000 are guaranteed to be kept and to be searched within a
 * second.
 */
const LIMIT = 1024 * 1024 * 1024;

/** One log on the disk. Calls of `append` must not overlap. */
export interface LogFile {
  /** Set once the log has reached its limit. The caller should then append only what is essential. */
  readonly isFull: boolean;
  /** Never rejects: the run goes on without a log. A full disk is reported by the journal. */
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
      const note = fills ? limitNote(limit) : "";
      await appendFile(path, note === "" ? bytes : Buffer.concat([bytes, Buffer.from(note)]), { mode: 0o600 }).catch(
        () => {},
      );
    },
  };
}

function limitNote(limit: number): string {
  const size = Math.round(limit / 1024 / 1024);
  return `(this log has reached ${size} MiB: from here on it has only the program's own lines)\n`;
}
