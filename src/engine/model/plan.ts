// The plan as the program uses it: parsed once, with its references resolved, and read-only.
import type { PlanFinding, PlanSeverity } from "./findings/plan-finding.ts";

/** A plan number as it is shown and stored, at least two digits: `01`, `12`, `104`. */
export type IssueId = string;

/** For example `m3` or `m4.1`. */
export type MilestoneId = string;

export type Priority = "P0" | "P1" | "P2" | "P3";

/**
 * A dependency as the plan writes it, and the issue that it names. `issue` is undefined where it names no issue of the
 * plan.
 */
export interface Dependency {
  readonly raw: string;
  readonly issue: IssueId | undefined;
}

/**
 * The spec file of an issue. A section is `null` where the file does not have it, and an empty list where it has no
 * entries.
 */
export interface Spec {
  /** Path relative to the milestone folder, with forward slashes. */
  readonly file: string;
  /** The whole file, without a byte order mark. */
  readonly text: string;
  readonly frontMatter: SpecFrontMatter;
  readonly doneDefinition: string | null;
  readonly tasks: readonly string[] | null;
  readonly implementationNotes: string | null;
  readonly testExpectations: string | null;
  readonly acceptanceCriteria: readonly Criterion[] | null;
}

export interface SpecFrontMatter {
  readonly title?: string | undefined;
  readonly githubIssue?: number | undefined;
  readonly priority?: Priority | undefined;
  readonly labels: readonly string[];
  readonly dependencies: readonly string[];
}

export interface Criterion {
  readonly text: string;
  readonly checked: boolean;
  readonly line: number;
}

export interface PlannedIssue {
  readonly id: IssueId;
  readonly title: string;
  /** GitHub's number, where the plan or the spec gives one. */
  readonly github: number | undefined;
  readonly priority: Priority;
  readonly phase: number;
  readonly dependencies: readonly Dependency[];
  /** The branch that the plan names. Undefined where the naming convention applies (`branchOf`). */
  readonly branch: string | undefined;
  /** The file name that the plan gives, relative to the milestone folder. */
  readonly file: string | undefined;
  /** Undefined where there is no readable spec; the plan review then has a finding that says why. */
  readonly spec: Spec | undefined;
  /** Line of its row in the plan, from 1. */
  readonly line: number;
}

export interface Phase {
  readonly number: number;
  readonly name: string;
  readonly line: number;
  /** In plan order. */
  readonly issues: readonly IssueId[];
}

export interface Plan {
  readonly milestone: MilestoneId;
  readonly title: string;
  /** Absolute path of IMPLEMENTATION_PLAN.md. */
  readonly path: string;
  /** Absolute path of the milestone folder. */
  readonly folder: string;
  readonly milestoneBranch: string;
  /** The line on which the plan names the milestone branch. Absent where the default applies. */
  readonly milestoneBranchLine?: number | undefined;
  readonly baseBranch: string;
  /** The line on which the plan names the base branch. Absent where the default applies. */
  readonly baseBranchLine?: number | undefined;
  readonly scopeTags: readonly string[];
  readonly status: string | undefined;
  readonly epicIssue: number | undefined;
  readonly totalIssues: number | undefined;
  readonly phases: readonly Phase[];
  readonly issues: ReadonlyMap<IssueId, PlannedIssue>;
  /**
   * Hexadecimal. It changes when the meaning of the plan or of a spec changes; the tracking sections that the program
   * writes do not count.
   */
  readonly digest: string;
}

export type PlanVerdict = "READY" | "REVIEW WARNINGS" | "ADDRESS CRITICALS";

export interface PlanReview {
  readonly verdict: PlanVerdict;
  readonly findings: readonly PlanFinding[];
}

export function findingsOf(review: PlanReview, severity: PlanSeverity): readonly PlanFinding[] {
  return review.findings.filter((finding) => finding.severity === severity);
}
