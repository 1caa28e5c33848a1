import { rename, rm, writeFile } from "node:fs/promises";
import { z } from "zod";
import { readSmallFile } from "../../engine/files/small-file.ts";

const recordSchema = z.object({
  nonce: z.string().min(8),
  pid: z.int(),
  /** ISO 8601, UTC. */
  started: z.string(),
  host: z.string(),
  /** Changes with every boot of the machine; empty where the system does not tell. */
  boot: z.string(),
  /** Where the socket's name is known: two processes of one realm cannot both hold it. */
  realm: z.string(),
  version: z.string(),
});

/** Who holds a milestone, for others to read. That it is held at all is what the socket says. */
export type LockRecord = z.output<typeof recordSchema>;

/** What the user types to take a lock over: enough of the nonce to mean this owner and no other. */
export function shortId(record: LockRecord): string {
  return record.nonce.slice(0, 8);
}

/** The record as it stands; undefined where there is none, or none that can be understood. */
export function readRecord(path: string): LockRecord | undefined {
  const text = readSmallFile(path);
  if (text === undefined) return undefined;
  try {
    return recordSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Replaces the record as a whole, so that nobody ever reads half of one. */
export async function writeRecord(path: string, record: LockRecord): Promise<void> {
  const temporary = `${path}.${record.nonce}`;
  try {
    await writeFile(temporary, `${JSON.stringify(record)}\n`, { flag: "wx", mode: 0o600 });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
