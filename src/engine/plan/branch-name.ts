import type { MilestoneId, Plan, PlannedIssue } from "../model/plan.ts";

/** In characters. */
const MAX_SLUG = 48;

/** Returns the branch that the plan names, or else `feat/<milestone>-<GitHub or plan number>-<slug of the title>`. */
export function branchOf(plan: Pick<Plan, "milestone">, issue: PlannedIssue): string {
  return issue.branch ?? `feat/${plan.milestone}-${issue.github ?? issue.id}-${slugOf(issue.title)}`;
}

/** Whether a branch name follows the convention of `branchOf`, with any slug. */
export function followsConvention(plan: Pick<Plan, "milestone">, issue: PlannedIssue, branch: string): boolean {
  const rest = branch.startsWith(`feat/${plan.milestone}-`) ? branch.slice(`feat/${plan.milestone}-`.length) : "";
  const [number = "", ...slug] = rest.split("-");
  return [String(issue.github), issue.id].includes(number) && /^[a-z0-9]+(?:[-_.][a-z0-9]+)*$/.test(slug.join("-"));
}

/** Returns the branch of a milestone whose plan names none. */
export function milestoneBranch(milestone: MilestoneId): string {
  return `milestone/${milestone}`;
}

/**
 * ASCII words joined by dashes, cut at the end of a word, never empty: `Ünïcode: add *login*` → `unicode-add-login`.
 */
export function slugOf(title: string): string {
  const words =
    title
      .normalize("NFKD")
      .replace(/\p{M}+/gu, "")
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? [];
  let slug = words[0]?.slice(0, MAX_SLUG) ?? "issue";
  for (const word of words.slice(1)) {
    if (slug.length + 1 + word.length > MAX_SLUG) break;
    slug += `-${word}`;
  }
  return slug;
}
