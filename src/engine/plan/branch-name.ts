import type { MilestoneId, Plan, PlannedIssue } from "../model/plan.ts";

const LONGEST_SLUG = 48;

/** The branch of an issue: the one its plan names, else `feat/<milestone>-<github or plan number>-<slug of the title>`. */
export function branchOf(plan: Pick<Plan, "milestone">, issue: PlannedIssue): string {
  return issue.branch ?? `feat/${plan.milestone}-${issue.github ?? issue.id}-${slugOf(issue.title)}`;
}

/** Whether a branch name follows the convention, whatever its slug. */
export function followsConvention(plan: Pick<Plan, "milestone">, issue: PlannedIssue, branch: string): boolean {
  const rest = branch.startsWith(`feat/${plan.milestone}-`) ? branch.slice(`feat/${plan.milestone}-`.length) : "";
  const [number = "", ...slug] = rest.split("-");
  return [String(issue.github), issue.id].includes(number) && /^[a-z0-9]+(?:[-_.][a-z0-9]+)*$/.test(slug.join("-"));
}

/** The branch of a milestone whose plan names none. */
export function milestoneBranch(milestone: MilestoneId): string {
  return `milestone/${milestone}`;
}

/** ASCII words with dashes, cut at a word's end, never empty: `Ünïcode: add *login*` → `unicode-add-login`. */
export function slugOf(title: string): string {
  const words =
    title
      .normalize("NFKD")
      .replace(/\p{M}+/gu, "")
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? [];
  let slug = words[0]?.slice(0, LONGEST_SLUG) ?? "issue";
  for (const word of words.slice(1)) {
    if (slug.length + 1 + word.length > LONGEST_SLUG) break;
    slug += `-${word}`;
  }
  return slug;
}
