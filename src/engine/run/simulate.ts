import { nextMove, type Move } from "./schedule.ts";
import { issueOf } from "../plan/lookup.ts";
import type { Plan } from "../model/plan.ts";
import { newIssue, type IssueProgress, type PhaseState, type Progress } from "../model/progress.ts";

/** The moves that would follow each other from here if every issue went through and every phase was approved. */
export function simulate(plan: Plan, progress: Progress): readonly Move[] {
  // A copy of its own, changed as it goes: copying it for every move would make a plan of 1,000 issues slow.
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
        const issue = issues[move.issue] ?? newIssue(issueOf(plan, move.issue));
        issues[move.issue] = { ...issue, state: move.kind === "skip" ? "skipped" : "done" };
      }
    }
  }
}
