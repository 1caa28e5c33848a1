import { open, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { systemCode } from "../../engine/model/errors.ts";
import type { Fact } from "../../engine/model/facts.ts";
import type { Stamped } from "../../engine/model/events.ts";
import { syncFolder } from "../../engine/files/durable.ts";
import { encodeLine } from "./journal-line.ts";
import { withWriteErrors } from "./unwritable.ts";

/** The append-only file of all facts of a run. It has one writer, the process that holds the lock. */
export interface Journal {
  /** How many bytes are safely on the disk. */
  readonly size: number;
  /**
   * Appends facts with one sync. Resolves once all of them are on the disk. On failure none of them is: what was
   * written is cut off again, and the same call can be repeated once the disk works. Calls must not overlap.
   * @throws MilestoneError `state-unwritable`
   */
  append(facts: readonly Stamped<Fact>[]): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the journal for writing, and creates it where it is missing. The first append cuts off an incomplete line after
 * `size`.
 * @param size where the last complete line ends, as returned by `readJournal`
 */
export async function openJournal(path: string, size: number): Promise<Journal> {
  const file = await withWriteErrors(path, () => openDurably(path));
  let durable = size;
  let clean = false;
  return {
    get size() {
      return durable;
    },
    append: (facts) =>
      withWriteErrors(path, async () => {
        if (!clean) await file.truncate(durable);
        clean = false;
        const bytes = Buffer.from(facts.map(encodeLine).join(""));
        try {
          await writeAt(file, bytes, durable);
          await file.datasync();
        } catch (error) {
          // Where this fails as well, the next append begins by truncating the file.
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

/**
 * Opens the file. For a new one it also syncs the folder, so that the entry of the file is as durable as its content.
 */
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
