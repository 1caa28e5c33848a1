import type { IssueProgress } from "../model/progress.ts";
import { CATALOGUE } from "./catalogue.ts";
import { gateStops } from "./gate-stops.ts";
import type { Evidence, Stop, StopKind } from "../model/stop.ts";

export interface StopSettings {
  readonly milestone: string;
  readonly scopeTags: readonly string[];
  readonly fixAttempts: number;
}

/** The stop that the evidence of the finished steps asks for, if any. Pure, so that a restart asks the same. */
export function pendingStop(issue: IssueProgress, settings: StopSettings): Stop | undefined {
  const finished = new Set(issue.finished);
  const withAttempt = (stop: Stop) => withFixAttempt(stop, issue, settings.fixAttempts);

  if (finished.has("auto-fix") && issue.failedChecks.length > 0) {
    return withAttempt(evidenceStop("checks-failing", { of: "checks", failed: issue.failedChecks }));
  }
  const gateStop = finished.has("gates") ? gateStops(issue, settings)[0] : undefined;
  if (gateStop !== undefined) return withAttempt(gateStop);
  if (finished.has("tests") && issue.tests?.passed === false) {
    return withAttempt(evidenceStop("tests-failing", { of: "tests", result: issue.tests }));
  }
  if ((finished.has("review") || finished.has("ci")) && issue.review.length > 0) {
    return withAttempt(evidenceStop("review", { of: "review", findings: issue.review }));
  }
  if (finished.has("ci") && issue.failedRuns.length > 0) {
    return withAttempt(evidenceStop("ci-failing", { of: "ci", failed: issue.failedRuns }));
  }
  return undefined;
}

/** A stop about things that are no findings: what it is about is its only identity. */
export function evidenceStop(kind: StopKind, evidence: Evidence): Stop {
  return { kind, evidence, fingerprints: [] };
}

/** Numbers the fix on offer, for the kinds of stop that a fix can answer. */
export function withFixAttempt(stop: Stop, issue: IssueProgress, fixAttempts: number): Stop {
  if (!CATALOGUE[stop.kind].fixable) return stop;
  return { ...stop, attempt: { number: (issue.fixes[stop.kind] ?? 0) + 1, of: fixAttempts } };
}
