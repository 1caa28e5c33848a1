import type { PlanFinding, PlanSeverity } from "../../model/findings/plan-finding.ts";
import type { PlanReview, PlanVerdict } from "../../model/plan.ts";
import type { LoadedPlan } from "../sources/load-plan.ts";
import { cycles } from "./cycles.ts";
import { laterPhase, manyDependencies, priorityInversion, unknownDependency } from "./dependencies.ts";
import { branchConvention, expectedStops, noEpic, parallelIssues } from "./hints.ts";
import { duplicateBranch, duplicateGitHub, gitHubMismatch, noGitHub } from "./names.ts";
import type { Rule } from "./rule.ts";
import { manyCriteria, noCriteria, noTests, orphanSpec, vagueDone } from "./specs.ts";
import { emptyPhase, noPhases, noSpecification, phaseOrder, totalDiffers } from "./structure.ts";

const SEVERITIES: readonly PlanSeverity[] = ["critical", "warning", "info"];

/** From this number of warnings on, the verdict asks for a review of the warnings. */
const WARNINGS_TO_REVIEW = 5;

/** The rules of product section 4. Their order is the order of findings of one severity about one issue. */
const RULES: readonly Rule[] = [
  noPhases,
  ({ problems }) => problems,
  unknownDependency,
  cycles,
  laterPhase,
  noCriteria,
  duplicateGitHub,
  duplicateBranch,
  gitHubMismatch,
  manyCriteria,
  manyDependencies,
  noGitHub,
  noTests,
  vagueDone,
  priorityInversion,
  emptyPhase,
  phaseOrder,
  totalDiffers,
  orphanSpec,
  noSpecification,
  parallelIssues,
  expectedStops,
  branchConvention,
  noEpic,
];

/**
 * Checks a plan against all rules. The same plan always gets the same findings. They are sorted by severity, then in
 * plan order; findings about no single issue come last.
 */
export function reviewPlan(loaded: LoadedPlan): PlanReview {
  const position = new Map([...loaded.plan.issues.keys()].map((id, index) => [id, index]));
  const place = ({ issue }: PlanFinding) => (issue === undefined ? Infinity : (position.get(issue) ?? Infinity));
  const findings = RULES.flatMap((rule) => rule(loaded)).sort(
    (a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || compare(place(a), place(b)),
  );
  return { verdict: verdictOn(findings), findings };
}

function verdictOn(findings: readonly PlanFinding[]): PlanVerdict {
  if (findings.some(({ severity }) => severity === "critical")) return "ADDRESS CRITICALS";
  const warnings = findings.filter(({ severity }) => severity === "warning").length;
  return warnings >= WARNINGS_TO_REVIEW ? "REVIEW WARNINGS" : "READY";
}

/** Compares two positions. Not by subtraction, since both may be Infinity. */
function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
