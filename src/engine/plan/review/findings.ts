import type { IssueId } from "../../model/plan.ts";
import type { PlanFinding, PlanSeverity } from "../../model/findings/plan-finding.ts";

/** The file name of the plan in the milestone folder. */
export const PLAN_FILE = "IMPLEMENTATION_PLAN.md";

/**
 * Creates a finding. It is critical and about the plan's file unless `more` says otherwise.
 * @param line in the file, from 1
 * @param fix what to do about it; one sentence
 */
export function finding(
  rule: string,
  line: number | undefined,
  text: string,
  fix: string,
  more: { readonly severity?: PlanSeverity; readonly file?: string; readonly issue?: IssueId } = {},
): PlanFinding {
  return { rule, severity: "critical", file: PLAN_FILE, line, text, fix, ...more };
}
