import { rename, rm, writeFile } from "node:fs/promises";
import { z } from "zod";
import { readSmallFile } from "../../engine/files/small-file.ts";

const recordSchema = z.object({
  nonce: z.string().min(8),
  pid: z.int(),
  /** ISO 8601, UTC. */
  started: z.string(),
  host: z.string(),
  /** Changes with every boot of the machine; empty where the system has no such id. */
  boot: z.string(),
  /** The scope of the socket's name: two processes in the same realm cannot both hold it. */
  realm: z.string(),
  version: z.string(),
});

/** The owner of a milestone's lock, for other processes to read. Whether the lock is held is decided by the socket. */
export type LockRecord = z.output<typeof recordSchema>;

/** The id that the user passes to `--force-unlock`: enough of the nonce to identify this owner. */
export function shortId(record: LockRecord): string {
  return record.nonce.slice(0, 8);
}

/** The record in the file; undefined where there is none or it is invalid. */
export function readRecord(path: string): LockRecord | undefined {
  const text = readSmallFile(path);
  if (text === undefined) return undefined;
  try {
    return recordSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Replaces the record atomically, so that no process reads an incomplete one. */
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
