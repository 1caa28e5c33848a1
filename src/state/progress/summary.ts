// The figures at the end of a milestone, for every renderer and for the metrics. Pure.
import type { IssueProgress, Progress } from "../../engine/model/progress.ts";
import { LABEL_COLORS, type Label } from "../../engine/model/findings/labels.ts";
import type { IssueId, MilestoneId } from "../../engine/model/plan.ts";
import { definitionOf } from "../../engine/questions/catalog.ts";
import { STOPS } from "../../engine/questions/stops.ts";
import { causeName, shortName } from "../../engine/questions/stop-words.ts";
import type { Command, StopKind } from "../../engine/model/stop.ts";
import { issueCounts, knownIssues, openPulls, type IssueCounts } from "./selectors.ts";

export interface MilestoneSummary {
  readonly issues: IssueCounts;
  readonly skipped: readonly SkippedIssue[];
  readonly pulls: PullCounts;
  /** Labels that were given, with the number of issues that have them. */
  readonly labels: readonly { readonly label: Label; readonly count: number }[];
  readonly commands: readonly CommandCount[];
  readonly gates: readonly QualityGate[];
  /** The branch that the pull request of the milestone goes into. Undefined where the plan did not say. */
  readonly into: string | undefined;
  /** `v0.3.0` for m3; undefined where the milestone has no number. */
  readonly tag: string | undefined;
}

export interface SkippedIssue {
  readonly id: IssueId;
  readonly title: string;
  /** The cause in short, such as `test failures`. The whole reason where no stop led to it. */
  readonly cause: string;
  readonly reason: string;
}

/**
 * Every created pull request is in exactly one class: the first that applies of approved, fixed, warnings and clean.
 * The pull request of a skipped issue is always a warning, whatever was approved or fixed before.
 */
export interface PullCounts {
  readonly created: number;
  readonly open: number;
  readonly clean: number;
  readonly warnings: number;
  readonly fixed: Tally;
  readonly approved: Tally;
}

export interface Tally {
  readonly count: number;
  /** Short names of the stops, each once, in the order in which they occurred. */
  readonly stops: readonly string[];
}

export interface CommandCount extends Tally {
  readonly command: Command;
}

export type QualityGate =
  | { readonly of: "plan"; readonly verdict: "passed" | "approved" | "refused"; readonly warnings: number }
  | { readonly of: "phase"; readonly phase: number; readonly verdict: "approved" | "skipped" | "open" };

export function milestoneSummary(progress: Progress): MilestoneSummary {
  return {
    issues: issueCounts(progress),
    skipped: knownIssues(progress)
      .filter(({ state }) => state === "skipped")
      .map(skippedIssue),
    pulls: pullCounts(progress),
    labels: labelCounts(progress),
    commands: commandCounts(progress),
    gates: qualityGates(progress),
    into: progress.baseBranch,
    tag: releaseTag(progress.milestone),
  };
}

function skippedIssue({ id, title, skipped }: IssueProgress): SkippedIssue {
  const { reason, stop } = skipped ?? { reason: "", stop: undefined };
  return { id, title, reason, cause: stop === undefined ? reason : causeName(stop) };
}

function pullCounts(progress: Progress): PullCounts {
  const created = knownIssues(progress).filter(({ pull }) => pull !== undefined);
  const of = (wanted: PullClass) => created.filter((issue) => classOf(issue) === wanted);
  return {
    created: created.length,
    open: openPulls(progress).length,
    clean: of("clean").length,
    warnings: of("warnings").length,
    fixed: tally(of("fixed"), fixedStops),
    approved: tally(of("approved"), approvedStops),
  };
}

type PullClass = "approved" | "fixed" | "warnings" | "clean";

const LABELS = Object.keys(LABEL_COLORS) as Label[];
const WARNING_LABELS: ReadonlySet<Label> = new Set([
  "needs-human",
  "needs-test-review",
  "sensitive-review",
  "auto-skipped",
]);

function classOf(issue: IssueProgress): PullClass {
  if (issue.state === "skipped") return "warnings";
  if (approvedStops(issue).length > 0) return "approved";
  if (fixedStops(issue).length > 0) return "fixed";
  return issue.labels.some(({ label }) => WARNING_LABELS.has(label)) ? "warnings" : "clean";
}

/**
 * Returns the stops that were approved. `continue` at a protected surface is stored as an approval, but it accepts no
 * risk: its label asks for a review.
 */
function approvedStops(issue: IssueProgress): readonly StopKind[] {
  return issue.approvals.map(({ stop }) => stop).filter((kind) => definitionOf({ kind }).commands.includes("approve"));
}

function fixedStops({ fixes }: IssueProgress): readonly StopKind[] {
  return STOPS.map(({ kind }) => kind).filter((kind) => (fixes[kind] ?? 0) > 0);
}

function tally(issues: readonly IssueProgress[], stopsOf: (issue: IssueProgress) => readonly StopKind[]): Tally {
  return { count: issues.length, stops: [...new Set(issues.flatMap(stopsOf).map(shortName))] };
}

function labelCounts(progress: Progress): MilestoneSummary["labels"] {
  const given = knownIssues(progress).flatMap(({ labels }) => labels.map(({ label }) => label));
  const counts = Map.groupBy(given, (label) => label);
  return LABELS.map((label) => ({ label, count: counts.get(label)?.length ?? 0 })).filter(({ count }) => count > 0);
}

const COMMAND_ORDER: readonly Command[] = [
  "continue",
  "fix",
  "skip",
  "approve",
  "allow",
  "deny",
  "retry",
  "skip-phase",
  "abort",
];

/** Counts all answers, by the user or unattended. Commands that were never used are omitted. */
function commandCounts(progress: Progress): readonly CommandCount[] {
  return COMMAND_ORDER.flatMap((command) => {
    const stops = progress.decisions.filter((decision) => decision.command === command).map(({ stop }) => stop);
    if (stops.length === 0) return [];
    const name = command === "skip" ? causeName : shortName;
    return [{ command, count: stops.length, stops: [...new Set(stops.map(name))] }];
  });
}

function qualityGates({ gate, outline, phases }: Progress): readonly QualityGate[] {
  const ofPhases = outline.map(({ number }): QualityGate => {
    const state = phases[number];
    return { of: "phase", phase: number, verdict: state === "approved" || state === "skipped" ? state : "open" };
  });
  if (gate === undefined) return ofPhases;
  const count = (severity: string) => gate.findings.filter((finding) => finding.severity === severity).length;
  const passed = count("critical") === 0 ? "passed" : "approved";
  return [{ of: "plan", verdict: gate.passed ? passed : "refused", warnings: count("warning") }, ...ofPhases];
}

function releaseTag(milestone: MilestoneId): string | undefined {
  const [, major, minor = "0"] = /^m(\d+)(?:\.(\d+))?$/.exec(milestone) ?? [];
  return major === undefined ? undefined : `v0.${major}.${minor}`;
}
