import { open, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { systemCode } from "../../engine/model/errors.ts";
import type { Fact } from "../../engine/model/facts.ts";
import type { Stamped } from "../../engine/model/events.ts";
import { syncFolder } from "../../engine/files/durable.ts";
import { encodeLine } from "./journal-line.ts";
import { writing } from "./unwritable.ts";

/** The append-only file of everything that happened. It has one writer, who holds the lock. */
export interface Journal {
  /** Bytes that are safely on the disk. */
  readonly size: number;
  /**
   * Settles once all of these are on the disk, with one sync. On failure none of them is: what was written of them is
   * cut off again, and the same call may be repeated when the disk is mended. Calls must not overlap.
   * @throws MilestoneError `state-unwritable`
   */
  append(facts: readonly Stamped<Fact>[]): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the journal for writing, made where it is missing, and cuts off what follows `size` (a torn last line).
 * @param size where the last whole line ends, as `readJournal` found
 */
export async function openJournal(path: string, size: number): Promise<Journal> {
  const file = await writing(path, () => openDurably(path));
  let durable = size;
  let clean = false;
  return {
    get size() {
      return durable;
    },
    append: (facts) =>
      writing(path, async () => {
        if (!clean) await file.truncate(durable);
        clean = false;
        const bytes = Buffer.from(facts.map(encodeLine).join(""));
        try {
          await writeAt(file, bytes, durable);
          await file.datasync();
        } catch (error) {
          // If this fails too, the next append begins with it.
          clean = await file.truncate(durable).then(
            () => true,
            () => false,
          );
          throw error;
        }
        durable += bytes.length;
        clean = true;
      }),
    close: () => file.close(),
  };
}

/** The file's own entry in its folder must be as durable as what is written to it. */
async function openDurably(path: string): Promise<FileHandle> {
  try {
    return await open(path, "r+");
  } catch (error) {
    if (systemCode(error) !== "ENOENT") throw error;
  }
  const file = await open(path, "wx+", 0o600);
  await syncFolder(dirname(path));
  return file;
}

async function writeAt(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let written = 0; written < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, written, bytes.length - written, position + written);
    written += bytesWritten;
  }
}
