import { join } from "node:path";
import { MilestoneError } from "../../engine/model/errors.ts";
import type { MilestoneId } from "../../engine/model/plan.ts";
import type { Progress } from "../../engine/model/progress.ts";
import { withCurrentPaths } from "./current-paths.ts";
import { loadCheckpoint } from "./checkpoint.ts";
import { JOURNAL_START, readJournal, type JournalPosition } from "./read-journal.ts";
import { emptyProgress, reduce } from "../progress/reduce.ts";

/** The state of a milestone's run, as loaded from its folder. */
export interface LoadedState {
  readonly progress: Progress;
  /** The position of the next fact. */
  readonly position: JournalPosition;
  /**
   * The progress document that loading started from: how many bytes of the journal it covers, and its own size in
   * bytes. Both are 0 without a document.
   */
  readonly saved: { readonly offset: number; readonly bytes: number };
  /** Messages for the user about what had to be recovered. */
  readonly notices: readonly string[];
}

/**
 * Loads the progress document and applies the facts recorded since. It changes no file, so it works beside a live run.
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
      hint: `Restore it from a backup, or move ${folder} away to start this milestone from the beginning.`,
    });
  }
  return { progress: withCurrentPaths(progress), position, saved: start.saved, notices: start.notices };
}

export function journalPath(folder: string): string {
  return join(folder, "journal.ndjson");
}

interface StartingPoint extends LoadedState {
  readonly damage: string | undefined;
}

/**
 * Decides where to start reading the journal. The journal contains every fact, so an unusable document only costs time.
 */
async function startingPoint(folder: string, milestone: MilestoneId): Promise<StartingPoint> {
  const loaded = await loadCheckpoint(folder);
  const beginning = {
    progress: emptyProgress(milestone),
    position: JOURNAL_START,
    saved: { offset: 0, bytes: 0 },
    notices: [],
    damage: undefined,
  };
  switch (loaded.state) {
    case "absent":
      return beginning;
    case "damaged":
      return {
        ...beginning,
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
