import { nextIssue } from "./next-issue.ts";
import type { IssueId, Plan } from "../model/plan.ts";
import type { Progress } from "../model/progress.ts";

/** What the milestone needs next. */
export type Move =
  | { readonly kind: "issue"; readonly issue: IssueId }
  | { readonly kind: "skip"; readonly issue: IssueId; readonly reason: string }
  | { readonly kind: "boundary"; readonly phase: number }
  | { readonly kind: "complete" };

/** Decides the next move from the plan and the progress alone; dry-run and resume are the same decision. */
export function nextMove(plan: Plan, progress: Progress): Move {
  const active = plan.phases.flatMap(({ issues }) => issues).find((id) => progress.issues[id]?.state === "active");
  if (active !== undefined) return { kind: "issue", issue: active };
  for (const phase of plan.phases) {
    const state = progress.phases[phase.number];
    const untouched = phase.issues.find((id) => progress.issues[id] === undefined);
    if (state === "approved" && untouched === undefined) continue;
    if (state === "skipped") {
      if (untouched === undefined) continue;
      return { kind: "skip", issue: untouched, reason: `Phase ${phase.number} skipped` };
    }
    const next = nextIssue(plan, phase, progress.issues);
    if (next.kind === "start") return { kind: "issue", issue: next.issue };
    if (next.kind === "skip") return next;
    return { kind: "boundary", phase: phase.number };
  }
  return { kind: "complete" };
}
