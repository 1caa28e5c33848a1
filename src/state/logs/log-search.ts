import { open } from "node:fs/promises";
import { systemCode } from "../../engine/model/errors.ts";
import type { IssueId } from "../../engine/model/plan.ts";
import { logPath } from "./log-path.ts";

export interface LogMatches {
  /** Lines that match, in the whole log. */
  readonly count: number;
  /** The last of them, oldest first. */
  readonly lines: readonly string[];
}

export interface LogSearch {
  readonly stateFolder: string;
  /** The run's own log without one. */
  readonly issue: IssueId | undefined;
  /** Plain text; upper and lower case are the same as long as it is ASCII. */
  readonly query: string;
  /** Matching lines to hand back. */
  readonly most: number;
  readonly signal: AbortSignal;
}

/** Read at a time: a search of gigabytes lets the keys through every millisecond or so. */
const CHUNK = 1 << 20;
const NOTHING: LogMatches = { count: 0, lines: [] };

/** Searches all of a log on the disk, at about the speed at which it can be read; nothing where there is no log. */
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

/** Bytes are looked at as Latin-1, which needs no decoding; other letters are then several bytes, whose case means nothing. */
function patternFor(query: string): RegExp {
  const bytes = Buffer.from(query, "utf8").toString("latin1");
  return new RegExp(bytes.replaceAll(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`), bytes === query ? "gi" : "g");
}

/** Where the lines with a match begin and end. */
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
