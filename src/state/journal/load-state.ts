import { join } from "node:path";
import { MilestoneError } from "../../engine/model/errors.ts";
import type { MilestoneId } from "../../engine/model/plan.ts";
import type { Progress } from "../../engine/model/progress.ts";
import { loadCheckpoint } from "./checkpoint.ts";
import { JOURNAL_START, readJournal, type JournalPosition } from "./read-journal.ts";
import { emptyProgress, reduce } from "../progress/reduce.ts";

/** Everything known of a milestone's run. */
export interface LoadedState {
  readonly progress: Progress;
  /** Where the next fact goes. */
  readonly position: JournalPosition;
  /** The progress document this started from: how much of the journal it covers, and its size; 0 without one. */
  readonly saved: { readonly offset: number; readonly bytes: number };
  /** What had to be recovered, for the user to know. */
  readonly notices: readonly string[];
}

/**
 * The progress document, and the facts recorded since. Changes nothing, so it works beside a live run.
 * @throws MilestoneError `state-unreadable`
 */
export async function loadState(folder: string, milestone: MilestoneId): Promise<LoadedState> {
  const start = await startingPoint(folder, milestone);
  let { progress } = start;
  const position = await readJournal(journalPath(folder), start.position, (fact) => {
    progress = reduce(progress, fact);
  });
  if (start.damage !== undefined && position.seq === 0) {
    throw new MilestoneError("state-unreadable", `${start.damage}, and there is no journal to rebuild it from.`, {
      hint: `Restore it from a backup, or move ${folder} away to begin this milestone anew.`,
    });
  }
  return { progress, position, saved: start.saved, notices: start.notices };
}

export function journalPath(folder: string): string {
  return join(folder, "journal.ndjson");
}

interface StartingPoint extends LoadedState {
  readonly damage: string | undefined;
}

/** The journal holds everything, so a document that cannot be used costs time and nothing else. */
async function startingPoint(folder: string, milestone: MilestoneId): Promise<StartingPoint> {
  const loaded = await loadCheckpoint(folder);
  const nothing = {
    progress: emptyProgress(milestone),
    position: JOURNAL_START,
    saved: { offset: 0, bytes: 0 },
    notices: [],
    damage: undefined,
  };
  switch (loaded.state) {
    case "absent":
      return nothing;
    case "damaged":
      return {
        ...nothing,
        notices: [`${loaded.reason}; progress was rebuilt from the journal`],
        damage: loaded.reason,
      };
    case "good": {
      const { progress, seq, offset } = loaded.snapshot;
      const notices =
        loaded.from === "backup"
          ? ["The progress document was damaged; the one before it and the journal were used"]
          : [];
      return {
        progress,
        position: { offset, seq },
        saved: { offset, bytes: loaded.bytes },
        notices,
        damage: undefined,
      };
    }
  }
}
