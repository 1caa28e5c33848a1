import type { PlanFinding, PlannedIssue, Spec } from "../../model/plan.ts";
import type { LoadedPlan } from "../sources/load-plan.ts";

/** One thing a plan is looked at for. Takes time in proportion to the plan. */
export type Rule = (loaded: LoadedPlan) => readonly PlanFinding[];

/** A rule that looks at one issue after the other. */
export function eachIssue(look: (issue: PlannedIssue, loaded: LoadedPlan) => readonly PlanFinding[]): Rule {
  return (loaded) => [...loaded.plan.issues.values()].flatMap((issue) => look(issue, loaded));
}

/** A rule that looks at one spec after the other; a spec that cannot be read has its finding already. */
export function eachSpec(look: (spec: Spec, issue: PlannedIssue) => readonly PlanFinding[]): Rule {
  return eachIssue((issue) => (issue.spec === undefined ? [] : look(issue.spec, issue)));
}
