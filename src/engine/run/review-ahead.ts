import type { StepReturn } from "../issue/step-task.ts";
import type { StepWatch } from "../issue/step-watch.ts";
import { isDiskFailure, MilestoneError, RunEnded } from "../model/errors.ts";
import type { Stop } from "../model/stop.ts";
import type { TransientEvent } from "../model/transient-events.ts";
import { definitionOf } from "../questions/catalog.ts";

/**
 * The review of an issue, which begins while its commit is pushed and its pull request is opened: it needs only the
 * commit. In the record it follows them. It ends as soon as one of them fails, and is then done at its turn.
 */
export interface ReviewAhead {
  /** Begins the review of a commit that is checked out in the lane, where the issue gets one before its turn. */
  begin(commit: string): void;
  /**
   * Gives the review its turn, and waits for its end. Ends the review of any other commit.
   * @returns undefined where no review of this commit has begun
   * @throws what the review step throws
   */
  take(commit: string): Promise<StepReturn | undefined>;
  /**
   * Ends the review, if it works, and drops its result.
   * @returns the stop for what it did by then and must not do
   */
  cancel(): Promise<Stop | undefined>;
}

/** What a step that begins before its turn has instead of the usual: its notices are held back until then. */
export type EarlyWatch = Pick<StepWatch, "emit" | "turn" | "canceled">;

/**
 * Creates the review of one issue, which has not begun.
 * @param perform performs the review step
 * @param mayBegin whether the issue gets a review, and gets it before its turn
 * @param emit shows an event
 */
export function createReviewAhead(
  perform: (watch: EarlyWatch) => Promise<StepReturn>,
  mayBegin: () => boolean,
  emit: StepWatch["emit"],
): ReviewAhead {
  let current: BegunReview | undefined;

  async function ended(review: BegunReview): Promise<StepReturn> {
    review.giveTurn();
    try {
      return await review.returned;
    } finally {
      current = undefined;
    }
  }

  async function cancel(): Promise<StepReturn | undefined> {
    if (current === undefined) return undefined;
    current.cancel();
    try {
      const returned = await ended(current);
      return tampering(returned) === undefined ? undefined : returned;
    } catch (error) {
      // It is done again, so that what went wrong with it has no effect. Bugs are thrown.
      if (error instanceof Canceled || error instanceof RunEnded || error instanceof MilestoneError) return undefined;
      if (isDiskFailure(error)) return undefined;
      throw error;
    }
  }

  return {
    begin(commit) {
      if (current === undefined && mayBegin()) current = beginReview(commit, perform, emit);
    },
    async take(commit) {
      return current?.commit === commit ? ended(current) : cancel();
    },
    async cancel() {
      const returned = await cancel();
      return returned === undefined ? undefined : tampering(returned);
    },
  };
}

interface BegunReview {
  readonly commit: string;
  readonly returned: Promise<StepReturn>;
  giveTurn(): void;
  cancel(): void;
}

/** Why a review was ended. */
class Canceled extends Error {}

function beginReview(
  commit: string,
  perform: (watch: EarlyWatch) => Promise<StepReturn>,
  emit: StepWatch["emit"],
): BegunReview {
  const scope = new AbortController();
  const turn = Promise.withResolvers<void>();
  const held: TransientEvent[] = [];
  let hasTurn = false;
  const returned = perform({
    emit(event) {
      if (hasTurn || event.type === "log" || event.type === "activity") emit(event);
      else held.push(event);
    },
    turn: () => turn.promise,
    canceled: scope.signal,
  });
  // Whoever takes or cancels it gets the error.
  returned.catch(() => {});
  return {
    commit,
    returned,
    giveTurn() {
      hasTurn = true;
      for (const event of held.splice(0)) emit(event);
      turn.resolve();
    },
    cancel: () => scope.abort(new Canceled("The review is no longer needed")),
  };
}

/** Returns the stop where a reviewer changed something that it must not change, whatever became of its review. */
function tampering({ outcome }: StepReturn): Stop | undefined {
  return outcome.kind === "stop" && definitionOf(outcome.stop).tier === "safety" ? outcome.stop : undefined;
}
