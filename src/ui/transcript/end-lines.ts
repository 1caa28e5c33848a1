import type { EndReason } from "../../engine/model/facts.ts";

/** The lines at the end of a run whose milestone is not complete. */
export function endLines(reason: EndReason, milestone: string): readonly string[] {
  const resume = `Resume with: milestone-tui ${milestone}`;
  switch (reason) {
    case "aborted":
      return ["", "⛔ Milestone aborted", "", resume];
    case "gate-refused":
      return ["", "⛔ Milestone aborted", "", "Fix issues in IMPLEMENTATION_PLAN.md", resume];
    case "input-ended":
      return ["", "⏸️ Input ended, state saved", "", resume];
    case "interrupted":
      return ["", "⏸️ Interrupted, state saved", "", resume];
    case "panic":
      return ["", "⛔ Everything stopped, state saved", "", resume];
  }
}
