import { randomUUID } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { removeFile } from "./remove-file.ts";
import { isDiskFailure, messageOf, MilestoneError } from "../model/errors.ts";

const BYTES = 64 * 1024;

/**
 * Finds out whether the disk of a folder has space, by writing 64 KiB. A program that failed on a full disk is not at
 * fault, and what it says is no result.
 * @throws MilestoneError `state-unwritable` where the disk is full or cannot be written
 */
export async function requireDiskSpace(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const probe = join(folder, `.disk-space-${randomUUID().slice(0, 8)}`);
  try {
    await writeFile(probe, Buffer.alloc(BYTES));
  } catch (error) {
    if (!isDiskFailure(error)) throw error;
    throw new MilestoneError("state-unwritable", `No space in ${folder}: ${messageOf(error)}`, {
      hint: "Free some space on that disk.",
      cause: error,
    });
  } finally {
    await removeFile(probe);
  }
}
