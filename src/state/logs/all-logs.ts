import { readdir } from "node:fs/promises";
import { systemCode } from "../../engine/model/errors.ts";
import type { IssueId } from "../../engine/model/plan.ts";
import { logFolder, logPath } from "./log-path.ts";
import { LogTail, watchFolder } from "./log-tail.ts";

/** A line of one of the logs, without its line end. */
export interface LoggedLine {
  /** Undefined for the log of the run. */
  readonly issue: IssueId | undefined;
  readonly text: string;
}

/** The lines of all logs of a milestone, by their time. */
export async function* readAllLogs(stateFolder: string): AsyncGenerator<LoggedLine> {
  const tails = new Map<string, Source>();
  yield* newLines(stateFolder, tails);
  for (const { issue, tail } of tails.values()) for (const text of tail.rest()) yield { issue, text };
}

/** Like `readAllLogs`, and then each line as another process writes it, until `signal` is aborted. */
export async function* followAllLogs(stateFolder: string, signal: AbortSignal): AsyncGenerator<LoggedLine> {
  const tails = new Map<string, Source>();
  const changes = watchFolder(logFolder(stateFolder), signal);
  while (!signal.aborted) {
    const change = changes.next();
    yield* newLines(stateFolder, tails);
    await change;
  }
}

interface Source {
  readonly issue: IssueId | undefined;
  readonly tail: LogTail;
}

/** The lines completed since the last call. Adds the logs that are new to `tails`. */
async function* newLines(stateFolder: string, tails: Map<string, Source>): AsyncGenerator<LoggedLine> {
  const names = await readdir(logFolder(stateFolder)).catch((error: unknown) => {
    if (systemCode(error) === "ENOENT") return [];
    throw error;
  });
  for (const name of names.toSorted((a, b) => (a < b ? -1 : 1))) {
    const [, id] = /^(run|\d{1,9})\.log$/.exec(name) ?? [];
    if (id === undefined || tails.has(name)) continue;
    const issue = id === "run" ? undefined : id;
    tails.set(name, { issue, tail: new LogTail(logPath(stateFolder, issue)) });
  }
  yield* byTime([...tails.values()]);
}

/** Merges lines that are each in order. A line without a time stays behind the line before it. */
async function* byTime(sources: readonly Source[]): AsyncGenerator<LoggedLine> {
  const begun = sources.map(({ issue, tail }) => advance({ issue, lines: tail.lines(), at: "", text: "" }));
  let heads = (await Promise.all(begun)).filter((head) => head !== undefined);
  while (heads[0] !== undefined) {
    const first = heads.reduce((a, b) => (b.at < a.at ? b : a));
    yield { issue: first.issue, text: first.text };
    const next = await advance(first);
    heads = heads.flatMap((head) => (head === first ? (next ?? []) : head));
  }
}

interface Head extends LoggedLine {
  readonly lines: AsyncGenerator<string>;
  /** The time of the line, in ISO 8601. */
  readonly at: string;
}

async function advance(head: Head): Promise<Head | undefined> {
  const { value: text, done } = await head.lines.next();
  if (done === true) return undefined;
  const [at = head.at] = /^\d{4}-\d\d-\d\dT\S+(?= )/.exec(text) ?? [];
  return { ...head, at, text };
}
