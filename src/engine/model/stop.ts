import type { GateFinding } from "../gates/gate.ts";
import type { IssueId, PlanFinding } from "./plan.ts";
import type { ReviewFinding } from "./review.ts";
import type { TestResult } from "./test-result.ts";

/** Every reason for which a run may stop and ask. */
export type StopKind =
  | "protected-branch"
  | "secret"
  | "outside-worktree"
  | "git-tampering"
  | "quality-gate"
  | "setup-failed"
  | "baseline-failing"
  | "spec-problem"
  | "agent-failed"
  | "breaking-schema"
  | "licence"
  | "scope"
  | "large-diff"
  | "unread-file"
  | "protected-surface"
  | "tests-failing"
  | "checks-failing"
  | "review"
  | "ci-failing"
  | "push-failed"
  | "pull-request-failed"
  | "forge-error"
  | "merge-conflict"
  | "phase-boundary"
  | "permission";

export type Command = "fix" | "skip" | "abort" | "retry" | "continue" | "skip-phase" | "approve" | "allow" | "deny";

/**
 * A stop with its evidence. Serialisable: it is kept in the progress document, shown by every renderer, and asked
 * again after a restart without being found again.
 */
export interface Stop {
  readonly kind: StopKind;
  readonly evidence: Evidence;
  /** `attempt` is the fix that is on offer, from 1; past `of` none is. Set on kinds that can be fixed. */
  readonly attempt?: { readonly number: number; readonly of: number } | undefined;
  /** One for each thing asked about, changing when it changes; an approval is remembered by them. */
  readonly fingerprints: readonly string[];
}

export type Evidence =
  | { readonly of: "plan"; readonly findings: readonly PlanFinding[] }
  | {
      readonly of: "gate";
      readonly findings: readonly GateFinding[];
      readonly scopeTags: readonly string[];
      readonly milestone: string;
    }
  | { readonly of: "tests"; readonly result: TestResult }
  | { readonly of: "checks"; readonly failed: readonly FailedCheck[] }
  | { readonly of: "review"; readonly findings: readonly ReviewFinding[] }
  /** `final` is what is answered where nobody is there to answer, since trying again would change nothing. */
  | {
      readonly of: "error";
      readonly message: string;
      readonly hint?: string | undefined;
      readonly detail?: string | undefined;
      readonly final?: "skip" | "abort" | undefined;
    }
  | { readonly of: "conflict"; readonly with: string; readonly files: readonly string[] }
  | { readonly of: "ci"; readonly failed: readonly FailedRun[] }
  | { readonly of: "phase"; readonly phase: number }
  | { readonly of: "permission"; readonly agent: string; readonly request: PermissionRequest };

export interface FailedCheck {
  readonly name: "lint" | "typecheck";
  readonly command: string;
  readonly tail: string;
  readonly problem: string | undefined;
}

/** A check run on the forge. */
export interface FailedRun {
  readonly name: string;
  readonly step: string | undefined;
  readonly url: string | undefined;
  readonly logTail: string | undefined;
}

/** Something an agent wants to do and no rule decides, as it told it. */
export interface PermissionRequest {
  /** What kind of thing it is: `execute`, `fetch`, `edit` and the like. */
  readonly tool: string;
  /** Its own name for it. */
  readonly title: string;
  /** The command line, whole, of what runs something. */
  readonly command: string | undefined;
  /** What else it passes to the tool, as JSON, where there is no command line. */
  readonly input: string | undefined;
  readonly paths: readonly string[];
  /** What it said last; its reason, if it gave one. */
  readonly words: string;
}

/** A stop put to somebody. Questions queue; each is answered by its id. */
export interface Question {
  readonly id: string;
  /** Absent where the whole run asks (quality gate, phase boundary). */
  readonly issue: IssueId | undefined;
  readonly stop: Stop;
  readonly commands: readonly Command[];
  readonly askedAt: string;
}
