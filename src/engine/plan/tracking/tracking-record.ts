import type { IssueId } from "../../model/plan.ts";

/** The state of a milestone as its plan shows it. Lists are in the order in which they are written. */
export interface Tracking {
  readonly completed: readonly { readonly id: IssueId; readonly title: string; readonly pull: number | undefined }[];
  /** Open pull requests. */
  readonly pulls: readonly TrackedPull[];
  readonly blocked: readonly TrackedReason[];
  readonly skipped: readonly TrackedReason[];
  /** Lines of the section "Current Phase" or "Current Status", such as `Phase 2 of 3`. */
  readonly current: readonly string[];
  /** Values of the Status and PR cells in the tables. Cells of issues that are not in the map stay unchanged. */
  readonly issues: ReadonlyMap<IssueId, { readonly status: string; readonly pull: number | undefined }>;
}

export interface TrackedPull {
  readonly number: number;
  readonly title: string;
  readonly id: IssueId;
  readonly labels: readonly string[];
  readonly url: string | undefined;
}

export interface TrackedReason {
  readonly id: IssueId;
  readonly title: string;
  readonly reason: string;
}
