import { MilestoneError } from "../../engine/model/errors.ts";
import type { Repository } from "../../engine/git/repository.ts";
import { branchOf } from "../../engine/plan/branch-name.ts";
import { finding } from "../../engine/plan/review/findings.ts";
import type { Plan, PlannedIssue } from "../../engine/model/plan.ts";
import type { PlanFinding } from "../../engine/model/findings/plan-finding.ts";

/** A plan whose branches git or caution refuses is told before anything is made. @throws MilestoneError `plan` */
export async function requireFitting(plan: Plan, repository: Repository): Promise<void> {
  const [misfit] = await misfits(plan, repository);
  if (misfit === undefined) return;
  const { line, text, fix } = misfit;
  throw new MilestoneError("plan", `${plan.path}${line === undefined ? "" : `:${line}`}: ${text}`, { hint: fix });
}

/** The branches of a plan that git or caution refuses, in plan order; all of them are critical. */
export async function misfits(plan: Plan, repository: Repository): Promise<readonly PlanFinding[]> {
  const { milestoneBranch, baseBranch } = plan;
  const found = repository.isProtected(milestoneBranch)
    ? [
        finding(
          "protected-branch",
          undefined,
          `The milestone branch "${milestoneBranch}" is a protected branch`,
          "Name another one: `**Milestone Branch:** milestone/…`; pull requests never go into a protected branch.",
        ),
      ]
    : [...(await misnamed(repository, milestoneBranch, "Milestone Branch"))];
  found.push(...(await misnamed(repository, baseBranch, "Base Branch")));
  // One after the other: git is asked about unusual names, and a plan may be long.
  for (const issue of plan.issues.values()) found.push(...(await misfit(plan, issue, repository)));
  return found;
}

async function misfit(plan: Plan, issue: PlannedIssue, repository: Repository): Promise<readonly PlanFinding[]> {
  const branch = branchOf(plan, issue);
  if (repository.isProtected(branch) || branch === plan.milestoneBranch) {
    return [
      finding(
        "protected-branch",
        issue.line,
        `Issue #${issue.id} may not work on the branch "${branch}"`,
        "Name a feature branch in the plan, or leave the cell empty.",
        { issue: issue.id },
      ),
    ];
  }
  return misnamed(repository, branch, `Branch of Issue #${issue.id}`, issue);
}

async function misnamed(
  repository: Repository,
  name: string,
  what: string,
  issue?: PlannedIssue,
): Promise<readonly PlanFinding[]> {
  if (await repository.isValidBranch(name)) return [];
  const about = issue === undefined ? {} : { issue: issue.id };
  return [
    finding(
      "branch-name",
      issue?.line,
      `${what}: git refuses the branch name "${name}"`,
      "See `git help check-ref-format` for what a branch may be called.",
      about,
    ),
  ];
}
