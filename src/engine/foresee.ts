import { nextMove, type Move } from "./next-move.ts";
import { issueOf } from "./plan/lookup.ts";
import type { Plan } from "./plan/plan.ts";
import { newIssue, type IssueProgress, type Progress } from "./progress.ts";

/** The moves that would follow each other from here if every issue went through and every phase was approved. */
export function foresee(plan: Plan, progress: Progress): readonly Move[] {
  const moves: Move[] = [];
  for (let then = progress; ;) {
    const move = nextMove(plan, then);
    moves.push(move);
    switch (move.kind) {
      case "complete":
        return moves;
      case "boundary":
        then = { ...then, phases: { ...then.phases, [move.phase]: "approved" } };
        break;
      case "issue":
      case "skip":
        then = { ...then, issues: { ...then.issues, [move.issue]: through(plan, then, move) } };
    }
  }
}

function through(plan: Plan, progress: Progress, move: Extract<Move, { kind: "issue" | "skip" }>): IssueProgress {
  const issue = progress.issues[move.issue] ?? newIssue(issueOf(plan, move.issue));
  return { ...issue, state: move.kind === "skip" ? "skipped" : "done" };
}
