// The Forge port: pull requests, wherever they live.
import type { Label } from "../gates/gate.ts";
import type { ReviewFinding } from "../model/review.ts";
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
  /** Commit at its head, as the forge has it. */
  readonly head: string;
  /** From the hidden marker in its body; undefined where the program did not make it. */
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

/** What people say in reviews of their own; each person's last word counts. */
export interface PeopleReviews {
  readonly approvedBy: readonly string[];
  readonly changesRequestedBy: readonly string[];
  /** What they ask for, as findings for a fix. */
  readonly findings: readonly ReviewFinding[];
}

/** Everything about an open pull request that a wait may have to react to. */
export interface PullStatus {
  readonly pull: Pull;
  readonly ci: CiState;
  /** Whether it conflicts with its base; undefined while the forge does not know yet. */
  readonly conflict: boolean | undefined;
  readonly reviews: PeopleReviews;
}

export type MergeResult = { readonly merged: true } | { readonly merged: false; readonly reason: string };

/** Failures are `forge` errors (`MilestoneError`) with the forge's own words. */
export interface Forge {
  readonly name: "github" | "local";
  /** Whether it answers, lets us write, and does not hold `base` for its default branch; throws with the mend where not. */
  check(signal: AbortSignal, base?: string): Promise<void>;
  /** All pull requests into `base`, any state. */
  pullsInto(base: string, signal: AbortSignal): Promise<readonly Pull[]>;
  /** Pull requests of a branch, any state, newest first. */
  pullsOf(branch: string, signal: AbortSignal): Promise<readonly Pull[]>;
  /** Looks for one with this branch and marker before and after; never makes a second one. */
  openPull(pull: NewPull, signal: AbortSignal): Promise<{ readonly pull: Pull; readonly adopted: boolean }>;
  /** Sets what is given and leaves the rest; labels are added, never taken away. */
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
  /** One review with the findings as comments; an earlier one of ours is updated, not repeated. */
  review(number: number, findings: readonly ReviewFinding[], signal: AbortSignal): Promise<void>;
  /** Everything a wait for its checks may have to react to, as it is now. */
  status(number: number, signal: AbortSignal): Promise<PullStatus>;
  /** The same of many at once; absent where nobody but the program works on them. */
  readonly poll?: (numbers: readonly number[], signal: AbortSignal) => Promise<readonly PullStatus[]>;
  /** Squashes it into `base`, if all is still as it was judged at `head`; absent where only a person merges. */
  readonly squash?: (number: number, base: string, head: string, signal: AbortSignal) => Promise<MergeResult>;
  checks(commit: string, signal: AbortSignal): Promise<CiState>;
}
