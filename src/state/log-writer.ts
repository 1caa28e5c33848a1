import { appendFile } from "node:fs/promises";
import type { Sight, Stamped } from "../engine/events.ts";
import type { IssueId } from "../engine/plan/plan.ts";
import { makePrivate } from "./folder.ts";
import { logLine } from "./log-line.ts";
import { logFolder, logPath } from "./log-path.ts";

/** Writes what is seen of each issue to a file of its own. */
export interface LogWriter {
  /** Costs no disk access; what was written is in the file a tenth of a second later. */
  write(event: Stamped<Sight>): void;
  /** Settles when everything written so far is in the files, or was given up because they cannot be written. */
  flush(): Promise<void>;
}

const FLUSH_MS = 100;

/**
 * Characters kept for one issue while the disk is busy: half a minute at 10,000 lines a second. Only where the disk takes
 * nothing for longer are lines lost, which is said in the log, rather than the program its memory.
 */
const MAX_PENDING = 32 * 1024 * 1024;

interface Pending {
  lines: string[];
  length: number;
  lost: number;
}

export async function openLogs(stateFolder: string): Promise<LogWriter> {
  await makePrivate(logFolder(stateFolder));
  const pending = new Map<IssueId | undefined, Pending>();
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  async function writeAll(): Promise<void> {
    const taken = [...pending];
    pending.clear();
    await Promise.all(taken.map(([issue, { lines, lost }]) => append(logPath(stateFolder, issue), lines, lost)));
  }

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    writing = writing.then(writeAll);
    return writing;
  }

  return {
    flush,
    write(event) {
      const line = logLine(event);
      if (line === undefined) return;
      const of = pending.get(event.issue) ?? { lines: [], length: 0, lost: 0 };
      pending.set(event.issue, of);
      if (of.length + line.length > MAX_PENDING) of.lost++;
      else {
        of.lines.push(line);
        of.length += line.length;
      }
      timer ??= setTimeout(() => void flush(), FLUSH_MS);
    },
  };
}

/** A log is no record: where it cannot be written, the run goes on without it. The journal notices a full disk and says so. */
async function append(path: string, lines: readonly string[], lost: number): Promise<void> {
  const gap = lost === 0 ? "" : `(${lost} lines came faster than they could be written and are not here)\n`;
  await appendFile(path, lines.join("") + gap, { mode: 0o600 }).catch(() => {});
}
