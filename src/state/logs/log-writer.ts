import type { TransientEvent } from "../../engine/model/transient-events.ts";
import type { Stamped } from "../../engine/model/events.ts";
import type { IssueId } from "../../engine/model/plan.ts";
import { makePrivate } from "../folder.ts";
import { createLogFile, type LogFile } from "./log-file.ts";
import { logLines } from "./log-line.ts";
import { logFolder, logPath } from "./log-path.ts";

/** Writes what is seen of each issue to a file of its own. */
export interface LogWriter {
  /** Costs no disk access; what was written is in the file a tenth of a second later. */
  write(event: Stamped<TransientEvent>): void;
  /** Set where more waits for the disk than should; settles when it is in the files, or was given up. Never rejects. */
  drained(): Promise<void> | undefined;
  /** Settles when everything written so far is in the files, or was given up because they cannot be written. */
  flush(): Promise<void>;
}

const FLUSH_MS = 100;

/** Characters that may wait for the disk before whoever can wait is asked to. */
const ENOUGH = 256 * 1024;

/** Characters kept for one issue of what comes from those who do not wait. What is more is left out, which the log says. */
const MAX_PENDING = 32 * 1024 * 1024;

interface Pending {
  texts: string[];
  length: number;
  lost: number;
}

export async function openLogs(stateFolder: string): Promise<LogWriter> {
  await makePrivate(logFolder(stateFolder));
  const files = new Map<IssueId | undefined, LogFile>();
  const pending = new Map<IssueId | undefined, Pending>();
  let waiting = 0;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  function fileOf(issue: IssueId | undefined): LogFile {
    const file = files.get(issue) ?? createLogFile(logPath(stateFolder, issue));
    files.set(issue, file);
    return file;
  }

  async function writeAll(): Promise<void> {
    const taken = [...pending];
    pending.clear();
    waiting = 0;
    await Promise.all(taken.map(([issue, { texts, lost }]) => fileOf(issue).append(texts.join("") + gap(lost))));
  }

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    writing = writing.then(writeAll);
    return writing;
  }

  return {
    flush,
    drained: () => (waiting > ENOUGH ? flush() : undefined),
    write(event) {
      if (fileOf(event.issue).isFull && isOutput(event)) return;
      const text = logLines(event);
      if (text === undefined) return;
      const of = pending.get(event.issue) ?? { texts: [], length: 0, lost: 0 };
      pending.set(event.issue, of);
      if (of.length + text.length > MAX_PENDING) of.lost += text.split("\n").length - 1;
      else {
        of.texts.push(text);
        of.length += text.length;
        waiting += text.length;
      }
      timer ??= setTimeout(() => void flush(), FLUSH_MS);
    },
  };
}

/** What comes from outside, without a bound of its own. */
function isOutput(event: TransientEvent): boolean {
  return event.type === "activity" || (event.type === "log" && event.source !== "engine");
}

function gap(lost: number): string {
  return lost === 0 ? "" : `(${lost} lines came faster than they could be written and are not here)\n`;
}
