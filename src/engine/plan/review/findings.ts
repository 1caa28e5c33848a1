import type { IssueId, PlanFinding, PlanSeverity } from "../../model/plan.ts";

/** The plan's name within the milestone folder. */
export const PLAN_FILE = "IMPLEMENTATION_PLAN.md";

/** A finding, critical and about the plan itself unless `more` says otherwise. */
export function finding(
  rule: string,
  line: number | undefined,
  text: string,
  fix: string,
  more: { readonly severity?: PlanSeverity; readonly file?: string; readonly issue?: IssueId } = {},
): PlanFinding {
  return { rule, severity: "critical", file: PLAN_FILE, line, text, fix, ...more };
}
