import type { PlanFinding } from "../../model/findings/plan-finding.ts";
import type { PlannedIssue, Spec } from "../../model/plan.ts";
import type { LoadedPlan } from "../sources/load-plan.ts";

/** One check of a plan. Takes time in proportion to the size of the plan. */
export type Rule = (loaded: LoadedPlan) => readonly PlanFinding[];

/** Creates a rule that checks each issue separately. */
export function eachIssue(check: (issue: PlannedIssue, loaded: LoadedPlan) => readonly PlanFinding[]): Rule {
  return (loaded) => [...loaded.plan.issues.values()].flatMap((issue) => check(issue, loaded));
}

/**
 * Creates a rule that checks each spec separately. Specs that cannot be read are skipped; they have a finding already.
 */
export function eachSpec(check: (spec: Spec, issue: PlannedIssue) => readonly PlanFinding[]): Rule {
  return eachIssue((issue) => (issue.spec === undefined ? [] : check(issue.spec, issue)));
}
