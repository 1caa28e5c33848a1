import { join } from "node:path";
import { Low } from "lowdb";
import { z } from "zod";
import { MilestoneError } from "../../engine/model/errors.ts";
import type { Progress } from "../../engine/model/progress.ts";
import { durableJson } from "./durable-json.ts";
import { DOCUMENT_VERSION, migrate } from "./migrations.ts";
import { isProgress } from "./progress-shape.ts";

const snapshotSchema = z.object({
  version: z.literal(DOCUMENT_VERSION),
  seq: z.int().min(0),
  offset: z.int().min(0),
  progress: z.custom<Progress>(isProgress, "is not the progress of a milestone"),
});

/** The progress at one position of the journal. */
export interface Snapshot {
  /** Number of the last fact in `progress`. */
  readonly seq: number;
  /** The position in the journal after that fact, in bytes. */
  readonly offset: number;
  readonly progress: Progress;
}

export type LoadedSnapshot =
  | { readonly state: "absent" }
  | { readonly state: "good"; readonly from: "current" | "backup"; readonly snapshot: Snapshot; readonly bytes: number }
  /** There is a document, and neither of its generations can be used. */
  | { readonly state: "damaged"; readonly reason: string };

/**
 * Saves the progress document. Resolves with its size in bytes once it is on the disk.
 * @throws MilestoneError `state-unwritable`
 */
export async function saveCheckpoint(folder: string, snapshot: Snapshot): Promise<number> {
  const file = durableJson(checkpointPath(folder));
  await new Low<unknown>(file, { version: DOCUMENT_VERSION, ...snapshot }).write();
  return file.facts.bytes;
}

/**
 * Loads the progress document, or its previous generation where the current one is damaged.
 * @throws MilestoneError `state-unreadable` for a document that a later version of the program wrote
 */
export async function loadCheckpoint(folder: string): Promise<LoadedSnapshot> {
  const path = checkpointPath(folder);
  const file = durableJson(path);
  const document = new Low<unknown>(file, null);
  try {
    await document.read();
  } catch (error) {
    if (error instanceof MilestoneError && error.code === "state-unreadable")
      return { state: "damaged", reason: error.message };
    throw error;
  }
  if (document.data === null) return { state: "absent" };
  const snapshot = snapshotSchema.safeParse(migrate(document.data, path));
  if (snapshot.success) return { state: "good", snapshot: snapshot.data, ...file.facts };
  return { state: "damaged", reason: `${path} is not a progress document: ${z.prettifyError(snapshot.error)}` };
}

export function checkpointPath(folder: string): string {
  return join(folder, "progress.json");
}
