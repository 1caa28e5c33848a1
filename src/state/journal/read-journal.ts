import { open, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { MilestoneError, systemCode } from "../../engine/model/errors.ts";
import type { Fact } from "../../engine/model/facts.ts";
import type { Stamped } from "../../engine/model/events.ts";
import { decodeLine } from "./journal-line.ts";

const CHUNK = 1 << 18;
const NEWLINE = 10;

/** A position in the journal: the byte at which a line begins, and the number of the fact before it. */
export interface JournalPosition {
  readonly offset: number;
  readonly seq: number;
}

export const JOURNAL_START: JournalPosition = { offset: 0, seq: 0 };

/**
 * Reads all facts from `from` on, in order, and returns the position after the last complete line. A last line without
 * its line end was never acknowledged and is ignored. Works while a run is writing.
 * @throws MilestoneError `state-unreadable` where anything else is damaged, missing or out of order
 */
export async function readJournal(
  path: string,
  from: JournalPosition,
  onFact: (fact: Stamped<Fact>) => void,
): Promise<JournalPosition> {
  const file = await openForReading(path);
  if (file === undefined) {
    if (from.offset === 0) return from;
    throw unreadable(path, "is missing, though facts were recorded in it");
  }
  try {
    if ((await file.stat()).size < from.offset) throw unreadable(path, "is shorter than the saved progress says");
    return await readLines(path, file, from, onFact);
  } finally {
    await file.close();
  }
}

async function openForReading(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, "r");
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    throw new MilestoneError("state-unreadable", `${path} cannot be read.`, {
      hint: "Make the file readable and run again.",
      cause: error,
    });
  }
}

async function readLines(
  path: string,
  file: FileHandle,
  from: JournalPosition,
  onFact: (fact: Stamped<Fact>) => void,
): Promise<JournalPosition> {
  let { offset, seq } = from;
  let rest: Buffer = Buffer.alloc(0);
  for (let position = offset; ;) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(CHUNK), 0, CHUNK, position);
    if (bytesRead === 0) break;
    position += bytesRead;
    rest = rest.length === 0 ? buffer.subarray(0, bytesRead) : Buffer.concat([rest, buffer.subarray(0, bytesRead)]);
    let begin = 0;
    for (let end = rest.indexOf(NEWLINE); end !== -1; end = rest.indexOf(NEWLINE, begin)) {
      const fact = await decodeFact(path, file, offset, rest.subarray(begin, end));
      if (fact.seq !== seq + 1) throw await damaged(path, file, offset, `fact ${fact.seq} follows fact ${seq}`);
      onFact(fact);
      seq = fact.seq;
      offset += end + 1 - begin;
      begin = end + 1;
    }
    rest = rest.subarray(begin);
  }
  // An interrupted write never leaves a complete line and one wrong byte: there, the line end itself was changed.
  if (rest.length > 0 && decodeLine(rest.subarray(0, -1)).state !== "damaged") {
    throw await damaged(path, file, offset, "its end was changed");
  }
  return { offset, seq };
}

async function decodeFact(path: string, file: FileHandle, offset: number, line: Uint8Array): Promise<Stamped<Fact>> {
  const decoded = decodeLine(line);
  if (decoded.state === "good") return decoded.fact;
  if (decoded.state === "damaged") throw await damaged(path, file, offset, "its checksum does not match");
  if (decoded.state === "unfit")
    throw unreadable(path, `has an invalid fact in line ${await lineAt(file, offset)}: ${decoded.problem}`);
  throw new MilestoneError("state-unreadable", `${path} was written by a newer milestone-tui.`, {
    hint: "Use that version, or a later one, for this milestone.",
  });
}

async function damaged(path: string, file: FileHandle, offset: number, why: string): Promise<MilestoneError> {
  return unreadable(path, `is damaged in line ${await lineAt(file, offset)}: ${why}`);
}

function unreadable(path: string, what: string): MilestoneError {
  return new MilestoneError("state-unreadable", `The journal ${path} ${what}.`, {
    hint:
      `Restore it from a backup, or move ${dirname(path)} away to start this milestone from the beginning ` +
      "(open pull requests are found again).",
  });
}

/** Returns the number, from 1, of the line that begins at `offset`. */
async function lineAt(file: FileHandle, offset: number): Promise<number> {
  let line = 1;
  for (let position = 0; position < offset; position += CHUNK) {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(CHUNK), 0, Math.min(CHUNK, offset - position), position);
    for (let at = buffer.indexOf(NEWLINE); at !== -1 && at < bytesRead; at = buffer.indexOf(NEWLINE, at + 1)) line++;
  }
  return line;
}
