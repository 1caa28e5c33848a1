// What renderers show of the progress, in one place, so that all of them show the same figures. Pure.
import type { IssueProgress, Progress } from "../../engine/model/progress.ts";
import type { PhaseOutline } from "../../engine/model/facts.ts";
import type { PullSummary } from "../../engine/model/step-result.ts";
import type { IssueId } from "../../engine/model/plan.ts";

/** Every issue of the plan counts in `total` and in exactly one of the other four. */
export interface IssueCounts {
  readonly total: number;
  readonly done: number;
  readonly current: number;
  readonly remaining: number;
  readonly skipped: number;
}

export function issueCounts(progress: Progress): IssueCounts {
  const ids = plannedIds(progress);
  const inState = (state: IssueProgress["state"]) => ids.filter((id) => progress.issues[id]?.state === state).length;
  const counts = { done: inState("done"), current: inState("active"), skipped: inState("skipped") };
  return { ...counts, total: ids.length, remaining: ids.length - counts.done - counts.current - counts.skipped };
}

export function lanesOf({ lanes = 1 }: Progress): number {
  return lanes;
}

/**
 * Whether several issues are worked on at the same time, or could be. After the number of lanes has fallen to one, that
 * is so until the others have ended.
 */
export function hasSeveralAtWork(progress: Progress): boolean {
  const begun = currentIssues(progress).filter(({ currentStep }) => currentStep !== undefined);
  return lanesOf(progress) > 1 || begun.length > 1;
}

/** The issues being worked on, in plan order. */
export function currentIssues(progress: Progress): readonly IssueProgress[] {
  return knownIssues(progress).filter(({ state }) => state === "active");
}

/** Issues that were started or skipped, in plan order. */
export function knownIssues(progress: Progress): readonly IssueProgress[] {
  return plannedIds(progress).flatMap((id) => progress.issues[id] ?? []);
}

/** Open pull requests, in plan order. */
export function openPulls(progress: Progress): readonly PullSummary[] {
  return knownIssues(progress).flatMap(({ pull }) => (pull?.state === "open" ? [pull] : []));
}

/**
 * Returns the current phase: the first that is neither approved nor skipped, or the last one where there is none.
 * Undefined before a plan was loaded.
 */
export function currentPhase(progress: Progress): PhaseOutline | undefined {
  const isClosed = (phase: PhaseOutline) => {
    const state = progress.phases[phase.number];
    return state === "approved" || state === "skipped";
  };
  return progress.outline.find((phase) => !isClosed(phase)) ?? progress.outline.at(-1);
}

function plannedIds(progress: Progress): readonly IssueId[] {
  return progress.outline.flatMap(({ issues }) => issues.map(({ id }) => id));
}
