import { MilestoneError } from "../../engine/model/errors.ts";
import type { Repository } from "../../engine/git/repository.ts";
import { clashesInPlan, clashesWith, type ExistingBranch } from "../../engine/plan/branch-clashes.ts";
import { branchOf } from "../../engine/plan/branch-name.ts";
import { finding } from "../../engine/plan/review/findings.ts";
import type { Plan, PlannedIssue } from "../../engine/model/plan.ts";
import type { PlanFinding } from "../../engine/model/findings/plan-finding.ts";

/**
 * Refuses a plan with an invalid, protected or clashing branch before a run creates anything.
 * @throws MilestoneError `plan` with the first problem
 */
export async function requireValidBranches(plan: Plan, repository: Repository): Promise<void> {
  const [problem] = await branchProblems(plan, repository);
  if (problem === undefined) return;
  const { line, text, fix } = problem;
  throw new MilestoneError("plan", `${plan.path}${line === undefined ? "" : `:${line}`}: ${text}`, { hint: fix });
}

/**
 * The branches of a plan that are protected, have an invalid name, or cannot exist beside another branch. All of them
 * are critical.
 */
export async function branchProblems(plan: Plan, repository: Repository): Promise<readonly PlanFinding[]> {
  const { milestoneBranch, baseBranch } = plan;
  const found = repository.isProtected(milestoneBranch)
    ? [
        finding(
          "protected-branch",
          undefined,
          `The milestone branch "${milestoneBranch}" is a protected branch`,
          "Name another branch: `**Milestone Branch:** milestone/…`; pull requests never go into a protected branch.",
        ),
      ]
    : [...(await nameProblem(repository, milestoneBranch, "Milestone Branch"))];
  found.push(...(await nameProblem(repository, baseBranch, "Base Branch")));
  // Sequential, because each unusual name starts a git process and a plan may be long.
  for (const issue of plan.issues.values()) found.push(...(await issueProblem(plan, issue, repository)));
  found.push(...clashesInPlan(plan), ...clashesWith(plan, existingBranches(repository)));
  return found;
}

function existingBranches(repository: Repository): readonly ExistingBranch[] {
  const { here, fetched } = repository.knownBranches();
  const { name: on } = repository.remote;
  const remedy = `git fetch --prune ${on}`;
  return [...here.map((name) => ({ name, on: "here" })), ...fetched.map((name) => ({ name, on, remedy }))];
}

async function issueProblem(plan: Plan, issue: PlannedIssue, repository: Repository): Promise<readonly PlanFinding[]> {
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
  return nameProblem(repository, branch, `Branch of Issue #${issue.id}`, issue);
}

async function nameProblem(
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
      "See `git help check-ref-format` for the rules of branch names.",
      about,
    ),
  ];
}
