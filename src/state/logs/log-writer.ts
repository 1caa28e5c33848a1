import type { TransientEvent } from "../../engine/model/transient-events.ts";
import type { Stamped } from "../../engine/model/events.ts";
import type { IssueId } from "../../engine/model/plan.ts";
import { makePrivate } from "../folder.ts";
import { createLogFile, type LogFile } from "./log-file.ts";
import { logLines } from "./log-line.ts";
import { logFolder, logPath } from "./log-path.ts";

/** Writes the transient events of each issue to the issue's own log file. */
export interface LogWriter {
  /** Queues an event without disk access; its lines are in the file a tenth of a second later. */
  write(event: Stamped<TransientEvent>): void;
  /**
   * Backpressure: undefined while little is queued; else settles when the queue is in the files, or was dropped because
   * they cannot be written. Never rejects.
   */
  drained(): Promise<void> | undefined;
  /** Settles when everything queued so far is in the files, or was dropped because they cannot be written. */
  flush(): Promise<void>;
}

const FLUSH_MS = 100;

/** Queued characters from which on `drained` makes producers wait. */
const ENOUGH = 256 * 1024;

/** Characters queued for one issue from producers that do not wait. The rest is dropped, and the log says so. */
const MAX_PENDING = 32 * 1024 * 1024;

/** The queued lines of one log. */
interface Queue {
  texts: string[];
  /** Characters in `texts`. */
  length: number;
  /** Lines dropped since the last write. */
  dropped: number;
}

export async function openLogs(stateFolder: string): Promise<LogWriter> {
  await makePrivate(logFolder(stateFolder));
  const files = new Map<IssueId | undefined, LogFile>();
  const pending = new Map<IssueId | undefined, Queue>();
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
    await Promise.all(taken.map(([issue, { texts, dropped }]) => fileOf(issue).append(texts.join("") + gap(dropped))));
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
      const queue = pending.get(event.issue) ?? { texts: [], length: 0, dropped: 0 };
      pending.set(event.issue, queue);
      if (queue.length + text.length > MAX_PENDING) queue.dropped += text.split("\n").length - 1;
      else {
        queue.texts.push(text);
        queue.length += text.length;
        waiting += text.length;
      }
      timer ??= setTimeout(() => void flush(), FLUSH_MS);
    },
  };
}

/** Whether an event is output of an agent or a check, whose length has no limit. */
function isOutput(event: TransientEvent): boolean {
  return event.type === "activity" || (event.type === "log" && event.source !== "engine");
}

function gap(dropped: number): string {
  return dropped === 0 ? "" : `(${dropped} lines came faster than they could be written and are not here)\n`;
}
