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
 * A lowdb adapter that keeps what it acknowledged: it writes a checksum, syncs the file, and keeps the previous
 * generation. The adapters of lowdb can lose a write in a power cut, and read a missing or empty file as the defaults.
 */
export interface DurableJson extends Adapter<unknown> {
  readonly facts: FileFacts;
}

/** Creates an adapter for a file. `read` throws MilestoneError `state-unreadable`, and `write` `state-unwritable`. */
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
      return parseJson(text.body, path);
    },
    async write(data) {
      const body = JSON.stringify(data);
      await writeDurably(path, body);
      facts = { bytes: Buffer.byteLength(body), from: "current" };
    },
  };
}

function parseJson(body: string, path: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    throw new MilestoneError("state-unreadable", `${path} is not JSON, although its checksum matches.`, {
      hint: "Restore it from a backup, or move it away: the journal beside it contains every fact.",
      cause: error,
    });
  }
}
