import type { IssueId, Plan } from "../model/plan.ts";
import { newIssue, type IssueProgress, type PhaseState, type Progress } from "../model/progress.ts";
import { requireIssue } from "../plan/lookup.ts";
import { schedule, type Decision } from "./schedule.ts";

/** A decision of the scheduler for one lane. */
export type Move =
  | { readonly kind: "issue"; readonly issue: IssueId }
  | Extract<Decision, { readonly kind: "skip" | "boundary" | "complete" }>;

/**
 * Returns the moves from the current state to the end with one lane, if every issue succeeded and every phase was
 * approved.
 */
export function simulate(plan: Plan, progress: Progress): readonly Move[] {
  // Copies that are changed in place: a new copy for every move would be slow for a plan of 1,000 issues.
  const issues: Record<string, IssueProgress> = { ...progress.issues };
  const phases: Record<number, PhaseState> = { ...progress.phases };
  const moves: Move[] = [];
  for (;;) {
    const move = nextMove(plan, { ...progress, issues, phases });
    moves.push(move);
    switch (move.kind) {
      case "complete":
        return moves;
      case "boundary":
        phases[move.phase] = "approved";
        break;
      case "issue":
      case "skip": {
        const issue = issues[move.issue] ?? newIssue(requireIssue(plan, move.issue));
        issues[move.issue] = { ...issue, state: move.kind === "skip" ? "skipped" : "done" };
      }
    }
  }
}

function nextMove(plan: Plan, progress: Progress): Move {
  const decision = schedule(plan, progress, [{ name: "1", issue: undefined }]);
  if (decision.kind === "start") {
    const [start] = decision.starts;
    if (start !== undefined) return { kind: "issue", issue: start.issue };
  } else if (decision.kind !== "wait") {
    return decision;
  }
  throw new Error("The scheduler waits although the only lane is free");
}
