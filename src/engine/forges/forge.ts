// The Forge port: access to pull requests, on GitHub or in the local store.
import type { Label } from "../model/findings/labels.ts";
import type { ReviewFinding } from "../model/findings/review.ts";
import type { FailedRun } from "../model/stop.ts";

export interface Pull {
  readonly number: number;
  readonly url: string | undefined;
  readonly title: string;
  readonly branch: string;
  readonly base: string;
  readonly state: "open" | "closed" | "merged";
  readonly draft: boolean;
  readonly labels: readonly string[];
  /** Head commit, as the forge knows it. */
  readonly head: string;
  /** Value of the hidden marker in its body; undefined where the program did not create or adopt the pull request. */
  readonly marker: string | undefined;
}

export interface NewPull {
  readonly branch: string;
  readonly base: string;
  readonly title: string;
  /** Markdown; the forge adds the marker. */
  readonly body: string;
  readonly marker: string;
  readonly labels: readonly Label[];
  readonly commit: string;
}

export type CiState =
  | { readonly state: "none" | "not-registered" | "running" | "passed" }
  | { readonly state: "failed"; readonly failed: readonly FailedRun[] };

/** The reviews by people. Only the latest review of each person counts. */
export interface PeopleReviews {
  readonly approvedBy: readonly string[];
  readonly changesRequestedBy: readonly string[];
  /** The requested changes, as findings for a fix. */
  readonly findings: readonly ReviewFinding[];
}

/** Everything about a pull request that a wait for its checks may have to react to. */
export interface PullStatus {
  readonly pull: Pull;
  readonly ci: CiState;
  /** Whether the pull request conflicts with its base; undefined while the forge does not know. */
  readonly conflict: boolean | undefined;
  readonly reviews: PeopleReviews;
}

export type PullMergeResult = { readonly merged: true } | { readonly merged: false; readonly reason: string };

/**
 * A method that fails throws a MilestoneError `forge` with the forge's own message, or `push` for a protected branch.
 */
export interface Forge {
  readonly name: "github" | "local";
  /**
   * Checks that the forge answers and can be written to, and that `base` is not its default branch.
   * @throws MilestoneError with a hint where one of these fails
   */
  check(signal: AbortSignal, base?: string): Promise<void>;
  /** Returns all pull requests into `base` in any state. */
  pullsInto(base: string, signal: AbortSignal): Promise<readonly Pull[]>;
  /** Returns the pull requests of a branch in any state, newest first. */
  pullsOf(branch: string, signal: AbortSignal): Promise<readonly Pull[]>;
  /**
   * Creates a pull request, or adopts an existing one of the branch or with the marker (`adopted`). Never creates a
   * second one.
   */
  openPull(pull: NewPull, signal: AbortSignal): Promise<{ readonly pull: Pull; readonly adopted: boolean }>;
  /** Changes only the given fields. Labels are added, never removed. */
  updatePull(
    number: number,
    change: {
      readonly body?: string;
      readonly labels?: readonly Label[];
      readonly head?: string;
      readonly draft?: boolean;
    },
    signal: AbortSignal,
  ): Promise<void>;
  /** Publishes one review with the findings as comments. An earlier review by the program is updated. */
  review(number: number, findings: readonly ReviewFinding[], signal: AbortSignal): Promise<void>;
  /** Returns the current status of a pull request. */
  status(number: number, signal: AbortSignal): Promise<PullStatus>;
  /** Returns the status of many pull requests. Absent on a forge whose pull requests only the program changes. */
  readonly poll?: (numbers: readonly number[], signal: AbortSignal) => Promise<readonly PullStatus[]>;
  /**
   * Squash-merges a pull request into `base` if its head is still `head` and its checks and reviews allow it. Absent on
   * a forge where only a person merges.
   */
  readonly squash?: (number: number, base: string, head: string, signal: AbortSignal) => Promise<PullMergeResult>;
}
