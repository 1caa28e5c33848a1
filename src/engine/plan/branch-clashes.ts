// Git keeps branches as files: where there is a branch `a`, there can be no `a/b`.
import type { Plan } from "../model/plan.ts";
import type { PlanFinding } from "../model/findings/plan-finding.ts";
import { branchOf } from "./branch-name.ts";
import { finding } from "./review/findings.ts";

/** A branch that exists already. */
export interface ExistingBranch {
  readonly name: string;
  /** `here`, or the name of the remote. */
  readonly on: string;
  /** The git command that removes the branch where it is known to be needed no more. */
  readonly remedy?: string;
}

/** Returns the branches of a plan that cannot exist beside each other. All of them are critical. Pure. */
export function clashesInPlan(plan: Plan): readonly PlanFinding[] {
  const branches = branchesOf(plan);
  const byName = new Map(branches.map((branch) => [branch.name, branch]));
  return branches.flatMap((branch) =>
    prefixesOf(branch.name).flatMap((prefix) => {
      const above = byName.get(prefix);
      if (above === undefined) return [];
      return [clash(branch, `${above.what} "${above.name}"${at(above)}`)];
    }),
  );
}

/** Returns the branches of a plan that cannot be made beside branches that exist. All of them are critical. Pure. */
export function clashesWith(plan: Plan, existing: Iterable<ExistingBranch>): readonly PlanFinding[] {
  const byName = new Map<string, ExistingBranch>();
  const beneath = new Map<string, ExistingBranch>();
  for (const branch of existing) {
    byName.set(branch.name, branch);
    for (const prefix of prefixesOf(branch.name)) beneath.set(prefix, branch);
  }
  return branchesOf(plan).flatMap((branch) => {
    const found = [...prefixesOf(branch.name).map((prefix) => byName.get(prefix)), beneath.get(branch.name)].find(
      (other) => other !== undefined,
    );
    if (found === undefined) return [];
    return [clash(branch, `branch "${found.name}", which exists ${onWhat(found)}`, found.remedy)];
  });
}

interface PlannedBranch {
  readonly name: string;
  /** Whose branch it is, for messages. */
  readonly what: string;
  readonly line: number | undefined;
  readonly issue: string | undefined;
}

function branchesOf(plan: Plan): readonly PlannedBranch[] {
  const { milestoneBranch: name, milestoneBranchLine: line } = plan;
  return [
    { name, what: "the milestone branch", line, issue: undefined },
    ...[...plan.issues.values()].map((issue) => ({
      name: branchOf(plan, issue),
      what: `the branch of Issue #${issue.id}`,
      line: issue.line,
      issue: issue.id,
    })),
  ];
}

/** `a/b/c` → `a`, `a/b`. */
function prefixesOf(name: string): readonly string[] {
  const parts = name.split("/");
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("/"));
}

function clash({ what, name, line, issue }: PlannedBranch, other: string, remedy?: string): PlanFinding {
  const text = `${what.charAt(0).toUpperCase()}${what.slice(1)} "${name}" cannot exist beside ${other}`;
  const fix =
    "Name another branch in the plan: for git, no branch may lie beneath the name of another one." +
    (remedy === undefined ? "" : ` If it is not needed any more: ${remedy}`);
  return finding("branch-clash", line, text, fix, issue === undefined ? {} : { issue });
}

function at({ line }: PlannedBranch): string {
  return line === undefined ? "" : ` (line ${line})`;
}

function onWhat({ on }: ExistingBranch): string {
  return on === "here" ? on : `on ${on}`;
}
