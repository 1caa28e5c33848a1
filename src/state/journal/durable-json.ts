import type { Adapter } from "lowdb";
import { MilestoneError } from "../../engine/model/errors.ts";
import { readDurably, writeDurably } from "../../engine/files/durable.ts";

/** What is known of the file after it was read or written. */
export interface FileFacts {
  /** Size of the JSON in bytes. */
  readonly bytes: number;
  readonly from: "current" | "backup";
}

/**
 * A lowdb adapter that keeps what it acknowledged: checksum, sync, and the generation before. lowdb's own loses a
 * write to a power cut and takes a missing or empty file for the defaults.
 */
export interface DurableJson extends Adapter<unknown> {
  readonly facts: FileFacts;
}

/** `read` and `write` throw MilestoneError `state-unreadable` and `state-unwritable`. */
export function durableJson(path: string): DurableJson {
  let facts: FileFacts = { bytes: 0, from: "current" };
  return {
    get facts() {
      return facts;
    },
    async read() {
      const text = await readDurably(path);
      if (text === undefined) return null;
      facts = { bytes: Buffer.byteLength(text.body), from: text.from };
      return parsed(text.body, path);
    },
    async write(data) {
      const body = JSON.stringify(data);
      await writeDurably(path, body);
      facts = { bytes: Buffer.byteLength(body), from: "current" };
    },
  };
}

function parsed(body: string, path: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    throw new MilestoneError("state-unreadable", `${path} is no JSON, though its checksum fits.`, {
      hint: "Restore it from a backup, or move it away: the journal beside it holds everything.",
      cause: error,
    });
  }
}
