import type { Plan } from "../../model/plan.ts";
import { newIssue, type IssueProgress, type PhaseState, type Progress } from "../../model/progress.ts";
import type { ScheduledIssue } from "../../model/planned-schedule.ts";
import { requireIssue } from "../../plan/lookup.ts";
import { schedule, type Decision } from "../schedule.ts";

/** What a run would do next. */
export type Move =
  | ({ readonly kind: "issue" } & ScheduledIssue)
  | Extract<Decision, { readonly kind: "skip" | "boundary" | "complete" }>;

/**
 * Returns the moves from the current state to the end, if every issue succeeded and took equally long, every pull
 * request was merged at once, and every phase was approved.
 * @param lanes how many issues are worked on at the same time
 */
export function simulate(plan: Plan, progress: Progress, lanes = 1): readonly Move[] {
  // Copies that are changed in place: a new copy for every move would be slow for a plan of 1,000 issues.
  const issues: Record<string, IssueProgress> = { ...progress.issues };
  const phases: Record<number, PhaseState> = { ...progress.phases };
  const names = Array.from({ length: lanes }, (_, index) => `${index + 1}`);
  const atWork = new Map<string, ScheduledIssue>();
  const moves: Move[] = [];
  const recordOf = (id: string) => issues[id] ?? newIssue(requireIssue(plan, id));
  let now = 0;
  for (;;) {
    const states = names.map((name) => ({ name, issue: atWork.get(name)?.issue }));
    const decision = schedule(plan, { ...progress, issues, phases }, states);
    switch (decision.kind) {
      case "start":
        for (const start of decision.starts) {
          const scheduled = { ...start, start: now, end: now + 1 };
          atWork.set(start.lane, scheduled);
          moves.push({ kind: "issue", ...scheduled });
        }
        break;
      case "wait":
        if (atWork.size === 0) throw new Error("The scheduler waits although nothing is at work");
        now = Math.min(...[...atWork.values()].map(({ end }) => end));
        for (const { issue, lane, end } of atWork.values()) {
          if (end > now) continue;
          atWork.delete(lane);
          issues[issue] = { ...recordOf(issue), state: "done" };
        }
        break;
      case "skip":
        issues[decision.issue] = { ...recordOf(decision.issue), state: "skipped" };
        moves.push(decision);
        break;
      case "boundary":
        phases[decision.phase] = "approved";
        moves.push(decision);
        break;
      case "complete":
        return [...moves, decision];
    }
  }
}
