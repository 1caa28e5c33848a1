import { open } from "node:fs/promises";
import { systemCode } from "../../engine/model/errors.ts";
import type { IssueId } from "../../engine/model/plan.ts";
import { logPath } from "./log-path.ts";

export interface LogMatches {
  /** How many lines of the whole log match. */
  readonly count: number;
  /** The last matching lines, oldest first. */
  readonly lines: readonly string[];
}

export interface LogSearch {
  readonly stateFolder: string;
  /** Undefined for the log of the run. */
  readonly issue: IssueId | undefined;
  /** Plain text. Case is ignored where the query is ASCII. */
  readonly query: string;
  /** The maximum number of lines to return. */
  readonly most: number;
  readonly signal: AbortSignal;
}

/** Bytes read at a time. Between two reads, about every millisecond, key presses can be handled. */
const CHUNK = 1 << 20;
const NOTHING: LogMatches = { count: 0, lines: [] };

/**
 * Searches a whole log on the disk, about as fast as it can be read. Finds nothing where there is no log, or where the
 * query is empty or contains a line end. Rejects with the reason of `signal` when it is aborted.
 */
export async function searchLog({ stateFolder, issue, query, most, signal }: LogSearch): Promise<LogMatches> {
  if (query === "" || query.includes("\n")) return NOTHING;
  const pattern = patternFor(query);
  const file = await open(logPath(stateFolder, issue), "r").catch((error: unknown) => {
    if (systemCode(error) === "ENOENT") return undefined;
    throw error;
  });
  if (file === undefined) return NOTHING;
  let count = 0;
  let lines: string[] = [];
  let partial = "";
  const buffer = Buffer.allocUnsafe(CHUNK);
  const take = (text: string) => {
    const found = matchingLines(text, pattern);
    count += found.length;
    lines = [...lines, ...found.slice(-most).map(([start, end]) => text.slice(start, end))].slice(-most);
  };
  try {
    for (;;) {
      signal.throwIfAborted();
      const { bytesRead } = await file.read(buffer, 0, CHUNK);
      if (bytesRead === 0) break;
      const text = partial + buffer.toString("latin1", 0, bytesRead);
      const end = text.lastIndexOf("\n") + 1;
      partial = text.slice(end);
      if (end > 0) take(text.slice(0, end));
    }
    take(partial);
  } finally {
    await file.close();
  }
  return { count, lines: lines.map((line) => Buffer.from(line, "latin1").toString("utf8")) };
}

/**
 * A pattern for the log's bytes read as Latin-1, which needs no decoding. A letter outside ASCII is several bytes
 * there, which have no upper or lower case.
 */
function patternFor(query: string): RegExp {
  const bytes = Buffer.from(query, "utf8").toString("latin1");
  return new RegExp(bytes.replaceAll(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`), bytes === query ? "gi" : "g");
}

/** The offsets at which the lines with a match begin and end. */
function matchingLines(text: string, pattern: RegExp): [start: number, end: number][] {
  const found: [number, number][] = [];
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const next = text.indexOf("\n", match.index);
    const end = next < 0 ? text.length : next;
    found.push([text.lastIndexOf("\n", match.index) + 1, end]);
    pattern.lastIndex = end + 1;
  }
  return found;
}
